package io.athanor.execution.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The class path for a JVM of another user, to whom the local repository may be closed. */
public final class ReadableClassPath {
  private static final String NEEDED =
      ".*/(jackson-|slf4j-api|assertj-core|awaitility|hamcrest|byte-buddy)[^/]*\\.jar";

  private ReadableClassPath() {}

  /** Copies what running programs needs into the folder. */
  public static String copiedTo(Path folder) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path source = Path.of(entry);
      if (entry.endsWith("classes") || entry.matches(NEEDED)) {
        Path target =
            folder.resolve("lib" + entries.size() + (Files.isDirectory(source) ? "" : ".jar"));
        copy(source, target);
        entries.add(target.toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void copy(Path source, Path target) throws IOException {
    try (Stream<Path> all = Files.walk(source)) {
      for (Path path : all.toList()) {
        Path to = target.resolve(source.relativize(path).toString());
        Files.copy(path, path.equals(source) ? target : to);
      }
    }
  }
}
