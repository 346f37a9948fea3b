package io.athanor.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and Ctrl-C: the first ends the process in order, as ever; any further one hurries, which
 * the JVM by itself would take no notice of. By reflection, because the compiler warns of the only
 * class that can do it; where there is none, signals do what they do by themselves.
 */
final class Signals {

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private static final int KILLED_BY = 128;

  private Signals() {}

  /** Calls {@code hurry} at the second signal and each one after that. */
  static void hurryAtTheSecond(Runnable hurry) {
    AtomicBoolean told = new AtomicBoolean();
    for (String name : new String[] {"TERM", "INT"}) {
      try {
        handle(name, number -> answer(told, number, hurry));
      } catch (ReflectiveOperationException | IllegalArgumentException e) {
        LOG.debug("signal {} is left to the JVM", name, e);
      }
    }
  }

  private interface Answer {
    void to(int number);
  }

  private static void answer(AtomicBoolean told, int number, Runnable hurry) {
    if (told.compareAndSet(false, true)) {
      System.exit(KILLED_BY + number);
    } else {
      hurry.run();
    }
  }

  private static void handle(String name, Answer answer) throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Object signal = type.getConstructor(String.class).newInstance(name);
    int number = (int) type.getMethod("getNumber").invoke(signal);
    InvocationHandler calls =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "handle" -> {
                answer.to(number);
                yield null;
              }
              case "hashCode" -> System.identityHashCode(proxy);
              case "equals" -> proxy == arguments[0];
              default -> name;
            };
    Object handler =
        Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handlerType}, calls);
    var install = type.getMethod("handle", type, handlerType);
    Object before = install.invoke(null, signal, handler);
    // Whoever started this process to outlive Ctrl-C has had it ignored.
    Object ignored = handlerType.getField("SIG_IGN").get(null);
    if (ignored.equals(before)) {
      install.invoke(null, signal, before);
    }
  }
}
