package io.athanor.bus;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.AccessMode;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.time.Duration;

/**
 * What travels with a request through every verticle: its correlation id and its deadline. Both
 * live in the context of the request, so nothing has to pass them on by hand. One-shot timers that
 * a request sets share its deadline; work that is to outlive its request starts from the verticle's
 * own context with {@code context.runOnContext} or in a periodic timer. Named in {@code
 * META-INF/services}, because context locals must exist before the first Vertx does; its one method
 * takes an internal type, which is the exception that rule 10 of the house allows.
 */
public final class Correlation implements VertxServiceProvider {

  private static final ContextLocal<String> ID = ContextLocal.registerLocal(String.class);
  private static final ContextLocal<Long> DEADLINE = ContextLocal.registerLocal(Long.class);

  @Override
  public void init(VertxBootstrap builder) {
    // Loading the class has registered the locals.
  }

  /** The id of the request that is being served here, or null. */
  public static String id() {
    Context context = Vertx.currentContext();
    return context == null ? null : context.getLocal(ID, AccessMode.CONCURRENT);
  }

  /** Whether this can be an id: 1 to 64 visible ASCII characters. */
  public static boolean acceptable(String id) {
    return !id.isEmpty() && id.length() <= 64 && id.chars().allMatch(c -> c > ' ' && c < 127);
  }

  /** Marks the current request. Has no effect outside a Vert.x context. */
  public static void id(String id) {
    Context context = Vertx.currentContext();
    if (context != null && id != null) {
      context.putLocal(ID, AccessMode.CONCURRENT, id);
    }
  }

  /** Until when the current request must be answered, in {@link System#nanoTime} units, or null. */
  static Long deadline() {
    Context context = Vertx.currentContext();
    return context == null ? null : context.getLocal(DEADLINE, AccessMode.CONCURRENT);
  }

  /** Sets until when the current request must be answered. */
  static void deadline(long nanoTime) {
    Context context = Vertx.currentContext();
    if (context != null) {
      context.putLocal(DEADLINE, AccessMode.CONCURRENT, nanoTime);
    }
  }

  /**
   * Gives the request that is served here a time by which it must be answered; requests that it
   * makes in turn get no more.
   */
  public static void within(Duration budget) {
    deadline(System.nanoTime() + budget.toNanos());
  }
}
