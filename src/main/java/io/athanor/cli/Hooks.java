package io.athanor.cli;

/** What is to be done when Ctrl-C ends this process. */
final class Hooks {
  private Hooks() {}

  /** Takes a hook back; without effect when the process is ending already. */
  static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook runs now.
      return;
    }
  }
}
