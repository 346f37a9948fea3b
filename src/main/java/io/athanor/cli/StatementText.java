package io.athanor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A statement as it is given on the command line: itself, or {@code @FILE}. */
final class StatementText {

  private StatementText() {}

  static String of(String argument) {
    if (!argument.startsWith("@")) {
      return argument;
    }
    Path file = Path.of(argument.substring(1));
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw CommandFailure.unreadable(file.toString(), e);
    }
  }
}
