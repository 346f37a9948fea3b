package io.athanor.persistence;

import java.lang.StackWalker.StackFrame;
import java.util.Set;

/** Where our code asks for a statement. Looking costs microseconds, so it is done for findings. */
final class CallSite {

  private static final int DEEPEST = 40;

  /** Those that every statement passes. */
  private static final Set<String> PASSED =
      Set.of("Database", "Session", "StatementMeter", "RepeatTracker", "RepeatPlace", "CallSite");

  private CallSite() {}

  /** Class, method and line; null where none of ours is on the stack. */
  static String here() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .limit(DEEPEST)
                    .filter(CallSite::isOurs)
                    .findFirst()
                    .map(CallSite::shown)
                    .orElse(null));
  }

  private static boolean isOurs(StackFrame frame) {
    return frame.getClassName().startsWith("io.athanor.") && !PASSED.contains(simple(frame));
  }

  private static String simple(StackFrame frame) {
    String name = frame.getClassName();
    String simple = name.substring(name.lastIndexOf('.') + 1);
    int nested = simple.indexOf('$');
    return nested < 0 ? simple : simple.substring(0, nested);
  }

  private static String shown(StackFrame frame) {
    String method = frame.getMethodName();
    if (method.startsWith("lambda$")) {
      method = method.substring(7, method.lastIndexOf('$'));
    }
    return simple(frame) + "." + method + ":" + frame.getLineNumber();
  }
}
