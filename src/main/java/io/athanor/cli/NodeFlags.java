package io.athanor.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The flags of a node's JVM: those of {@code conf/jvm.options}, which the jar carries along, then
 * {@code ATHANOR_JAVA_OPTS}.
 */
final class NodeFlags {
  private NodeFlags() {}

  static List<String> of(Map<String, String> environment) {
    List<String> flags = new ArrayList<>();
    try (InputStream file = NodeFlags.class.getResourceAsStream("/conf/jvm.options")) {
      if (file != null) {
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
        lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> addWords(flags, line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    addWords(flags, environment.getOrDefault("ATHANOR_JAVA_OPTS", ""));
    return List.copyOf(flags);
  }

  private static void addWords(List<String> flags, String line) {
    Arrays.stream(line.strip().split("\\s+", -1))
        .filter(word -> !word.isEmpty())
        .forEach(flags::add);
  }
}
