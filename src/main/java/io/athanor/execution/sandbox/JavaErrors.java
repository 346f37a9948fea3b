package io.athanor.execution.sandbox;

import io.athanor.execution.sandbox.Report.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the uncaught exception in what a Java program wrote to stderr. */
final class JavaErrors {

  /** The cause that is printed last is the original error. */
  private static final Pattern THROWN =
      Pattern.compile(
          "^(?:Exception in thread \"[^\"\\n]*\" |Caused by: )([\\w.$]+)(?:: (.*))?$",
          Pattern.MULTILINE);

  private JavaErrors() {}

  /**
   * The original error, or null when there is none.
   *
   * @param file of the program
   */
  static UserError in(String stderr, String file) {
    Matcher thrown = THROWN.matcher(stderr);
    UserError found = null;
    while (thrown.find()) {
      Matcher frame =
          Pattern.compile("^\\s+at .*\\(" + Pattern.quote(file) + ":(\\d+)\\)$", Pattern.MULTILINE)
              .matcher(stderr);
      boolean known = frame.find(thrown.end());
      found =
          new UserError(
              thrown.group(1),
              thrown.group(2) == null ? "" : thrown.group(2).strip(),
              known ? file : null,
              known ? Integer.parseInt(frame.group(1)) : 0,
              stderr);
    }
    return found;
  }
}
