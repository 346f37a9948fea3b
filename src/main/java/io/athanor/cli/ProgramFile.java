package io.athanor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A program on this machine, read before it is sent.
 *
 * @param name the name of its file
 * @param source its text
 */
record ProgramFile(String name, String source) {
  private static final int LARGEST = 16 << 20;

  static ProgramFile read(String file, Terminal terminal) {
    byte[] bytes = bytes(file, terminal);
    if (bytes.length > LARGEST) {
      throw CommandFailure.usage(
          "'"
              + SafeText.line(file)
              + "' is larger than "
              + Quantities.bytes(LARGEST)
              + "; send data as inputs.");
    }
    try {
      String source = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (source.isBlank()) {
        throw CommandFailure.usage(
            "'" + SafeText.line(file) + "' is empty; there is nothing to run.");
      }
      return new ProgramFile(
          file.equals("-") ? "stdin" : String.valueOf(Path.of(file).getFileName()), source);
    } catch (CharacterCodingException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "'" + SafeText.line(file) + "' is not UTF-8 text; only program text can be sent.",
          e);
    }
  }

  private static byte[] bytes(String file, Terminal terminal) {
    String shown = "'" + SafeText.line(file) + "'";
    try {
      if (file.equals("-")) {
        return terminal.in().readNBytes(LARGEST + 1);
      }
      Path path = Path.of(file);
      if (Files.isDirectory(path)) {
        throw CommandFailure.usage(shown + " is a directory; name the program itself.");
      }
      try (InputStream in = Files.newInputStream(path)) {
        return in.readNBytes(LARGEST + 1);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw CommandFailure.unreadable(shown, e);
    }
  }

  /** The runtime by the end of the name, else by the first line. */
  String runtime() {
    return byEnding()
        .or(this::byFirstLine)
        .orElseThrow(
            () ->
                CommandFailure.usage(
                    "Cannot tell what runs '"
                        + SafeText.line(name)
                        + "'; add --runtime python, node, bash, java or exec."));
  }

  private Optional<String> byEnding() {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (name.contains(".") ? ending : "") {
      case "py" -> Optional.of("python");
      case "js", "mjs", "cjs" -> Optional.of("node");
      case "sh", "bash" -> Optional.of("bash");
      case "java" -> Optional.of("java");
      default -> Optional.empty();
    };
  }

  private Optional<String> byFirstLine() {
    if (!source.startsWith("#!")) {
      return Optional.empty();
    }
    String interpreter = source.lines().findFirst().orElse("");
    for (String word : interpreter.split("[ \t/]+", -1)) {
      if (word.matches("python[0-9.]*")) {
        return Optional.of("python");
      }
      if (word.equals("node") || word.equals("nodejs")) {
        return Optional.of("node");
      }
      if (word.equals("bash") || word.equals("sh")) {
        return Optional.of("bash");
      }
    }
    return Optional.empty();
  }
}
