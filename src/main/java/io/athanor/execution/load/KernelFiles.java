package io.athanor.execution.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Reads what the kernel tells; what is not there, or is no longer, is empty. */
final class KernelFiles {

  private KernelFiles() {}

  static String text(Path file) {
    try {
      // A process may give itself a name that is no UTF-8.
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  static List<String> lines(Path file) {
    return text(file).lines().toList();
  }

  /** The number in a file of one; empty for a word such as {@code max}. */
  static OptionalLong number(Path file) {
    return number(text(file).strip());
  }

  /** The number behind a word at the beginning of a line. */
  static OptionalLong field(Path file, String word) {
    return lines(file).stream()
        .filter(line -> line.startsWith(word))
        .map(line -> line.substring(word.length()).strip().split("\\s+", 2)[0])
        .map(KernelFiles::number)
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  private static OptionalLong number(String text) {
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }
}
