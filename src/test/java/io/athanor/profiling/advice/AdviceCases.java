package io.athanor.profiling.advice;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Statements, and what must be among the indexes proposed for each. */
final class AdviceCases {

  private static final String FILE = "/advice/cases.sql";
  private static final Pattern BLANK_LINE = Pattern.compile("\n\n");

  /**
   * A statement.
   *
   * @param expected definitions from the name of the table on; none for no proposal at all
   */
  record Case(String name, String sql, List<String> expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  private AdviceCases() {}

  static Stream<Case> all() {
    try (InputStream file = AdviceCases.class.getResourceAsStream(FILE)) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return BLANK_LINE.splitAsStream(text).map(AdviceCases::read).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case read(String block) {
    List<String> lines = block.strip().lines().toList();
    List<String> expected =
        lines.stream().filter(line -> line.startsWith("=> ")).map(l -> l.substring(3)).toList();
    return new Case(lines.get(0).substring(3), lines.get(1), expected);
  }
}
