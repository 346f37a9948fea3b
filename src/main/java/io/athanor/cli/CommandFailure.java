package io.athanor.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Ends a command with an exit code and one sentence for the user, which says what to do next. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String type;

  CommandFailure(int exitCode, String message) {
    this(exitCode, message, "");
  }

  /**
   * What a server has refused.
   *
   * @param type the stable word of the problem that says so
   */
  CommandFailure(int exitCode, String message, String type) {
    super(message);
    this.exitCode = exitCode;
    this.type = type;
  }

  CommandFailure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.type = "";
  }

  static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  /**
   * A file of the user's that cannot be read, by what the operating system says.
   *
   * @param shown its name as the user gave it, in quotes
   */
  static CommandFailure unreadable(String shown, Exception cause) {
    String sentence =
        cause instanceof NoSuchFileException
            ? "There is no file " + shown + "."
            : cause instanceof AccessDeniedException
                ? "You may not read " + shown + "."
                : "Cannot read " + shown + ": " + SafeText.line(String.valueOf(cause.getMessage()));
    return new CommandFailure(ExitCode.USAGE, sentence, cause);
  }

  int exitCode() {
    return exitCode;
  }

  /** Whether a server has refused it with this word. */
  boolean isAbout(String word) {
    return type.equals(word);
  }
}
