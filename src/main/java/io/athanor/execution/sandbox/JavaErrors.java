package io.athanor.execution.sandbox;

import io.athanor.execution.sandbox.Report.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the uncaught exception, or the compiler's complaint, in what a Java program wrote. */
final class JavaErrors {

  /** The cause that is printed last is the original error. */
  private static final Pattern THROWN =
      Pattern.compile(
          "^(?:Exception in thread \"[^\"\\n]*\" |Caused by: )([\\w.$]+)(?:: (.*))?$",
          Pattern.MULTILINE);

  private static final String NOT_COMPILED = "error: compilation failed";

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
          Pattern.compile(
                  "^\\s+at .*\\(" + Pattern.quote(file) + ":(\\d{1,9})\\)$", Pattern.MULTILINE)
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
    return found == null ? compiling(stderr, file) : found;
  }

  /** The launcher says at last that it did not compile, which a program would hardly print. */
  private static UserError compiling(String stderr, String file) {
    Matcher complaint = complaint(file).matcher(stderr);
    return stderr.stripTrailing().endsWith(NOT_COMPILED) && complaint.find()
        ? new UserError(
            "compile error",
            complaint.group(2).strip(),
            file,
            Integer.parseInt(complaint.group(1)),
            stderr)
        : null;
  }

  /** The first line of what the compiler says of one place. */
  static Pattern complaint(String file) {
    return Pattern.compile(
        "^(?:\\S*/)?" + Pattern.quote(file) + ":(\\d{1,9}): error: (.*)$", Pattern.MULTILINE);
  }
}
