package io.athanor.execution.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Reads and writes the one-line files of the kernel. */
final class ControlFiles {
  private ControlFiles() {}

  /** Without creating: a kernel file that is not there is a missing feature. */
  static void write(Path file, String value) throws IOException {
    Files.writeString(file, value, StandardOpenOption.WRITE);
  }

  static boolean tryWrite(Path file, String value) {
    try {
      write(file, value);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** A number, or 0 where the file is missing or holds none. */
  static long number(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /** The number behind a word in a file of {@code word number} lines, or 0. */
  static long field(Path file, String word) {
    for (String line : lines(file)) {
      if (line.startsWith(word + " ")) {
        return Long.parseLong(line.substring(word.length() + 1).strip());
      }
    }
    return 0;
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  static List<Long> numbers(Path file) {
    return lines(file).stream()
        .filter(l -> !l.isBlank())
        .map(l -> Long.valueOf(l.strip()))
        .toList();
  }

  static void remove(Path directory) {
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      // Still in use, or somebody else's: the kernel keeps it, and the next node of this home uses
      // it again.
      return;
    }
  }
}
