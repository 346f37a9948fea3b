package io.athanor.execution.sandbox.inside;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Runs inside a sandbox, in a JVM without anything else of ours: loads the compiler of source files
 * by running one of ours, waits for the word, and runs the program's as {@code java Main.java}
 * would.
 */
public final class Waiting {

  private static final String PACKAGE = "com.sun.tools.javac.launcher.";

  private final Class<?> launcher;

  private Waiting() throws ClassNotFoundException {
    Class<?> found;
    try {
      found = Class.forName(PACKAGE + "Main");
    } catch (ClassNotFoundException e) {
      found = Class.forName(PACKAGE + "SourceLauncher"); // since JDK 22
    }
    launcher = found;
  }

  /**
   * Waits and runs.
   *
   * @param files the one to begin with, and the one to wait for
   */
  public static void main(String[] files) throws Throwable {
    Waiting waiting = new Waiting();
    waiting.disguise(files[1]);
    waiting.run(files[0]);
    if (waiting.called()) {
      waiting.run(files[1]);
    }
  }

  private boolean called() throws IOException {
    // Not System.out and System.in, which belong to the program.
    @SuppressWarnings("resource")
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    @SuppressWarnings("resource")
    FileInputStream in = new FileInputStream(FileDescriptor.in);
    out.write('\n');
    return in.read() >= 0;
  }

  /** The launcher takes its own frames from a trace, and with them all that are below. */
  private void run(String file) throws Throwable {
    Object fresh = launcher.getConstructor(PrintStream.class).newInstance(System.err);
    Method run = launcher.getMethod("run", String[].class, String[].class);
    try {
      run.invoke(fresh, new String[] {"--add-modules=ALL-DEFAULT"}, new String[] {file});
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof InvocationTargetException thrown) {
        throw thrown.getCause();
      }
      if (!cause.getClass().getSimpleName().equals("Fault")) {
        throw cause;
      }
      System.err.println(cause.getMessage());
      System.exit(1);
    }
  }

  /** What the program could read of how it was started is as for one that was not waited for. */
  private void disguise(String file) {
    System.clearProperty("jdk.module.main");
    System.clearProperty("jdk.module.path");
    System.setProperty("jdk.module.main.class", launcher.getName());
    System.setProperty("sun.java.command", "jdk.compiler/" + launcher.getName() + " " + file);
  }
}
