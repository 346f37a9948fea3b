package io.athanor.profiling.gate;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The plans that were looked at and accepted: a file of one line for each statement.
 *
 * @param format {@link #FORMAT}
 * @param schema the last migration of the version that planned them
 * @param server the version of PostgreSQL that planned them
 * @param statistics a digest of the statistics that they were planned with
 * @param growth how many times as many rows there were
 */
@JsonPropertyOrder({"format", "schema", "server", "statistics", "growth", "statements"})
public record Baseline(
    int format,
    String schema,
    String server,
    String statistics,
    double growth,
    List<PlannedLine> statements) {

  /** The format of the file; another one is not read. */
  public static final int FORMAT = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** Copies the list. */
  public Baseline {
    statements = statements == null ? List.of() : List.copyOf(statements);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when the text is none; the message says why
   */
  public static Baseline read(String text) {
    Baseline baseline;
    try {
      baseline = JSON.readValue(text, Baseline.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage().lines().findFirst().orElse(""), e);
    }
    if (baseline == null || baseline.format() != FORMAT) {
      throw new IllegalArgumentException("its format is not " + FORMAT);
    }
    Set<String> names = new HashSet<>();
    for (PlannedLine line : baseline.statements()) {
      if (line.name() == null || line.plan() == null || !(line.cost() >= 0)) {
        throw new IllegalArgumentException("a statement has no name, no plan or no cost");
      }
      if (!names.add(line.name())) {
        throw new IllegalArgumentException(line.name() + " is in it twice");
      }
    }
    return baseline;
  }

  /** Its text: what is said of all, then a line for each statement. */
  public String text() {
    try {
      String head =
          JSON.writeValueAsString(
              new Baseline(format, schema, server, statistics, growth, List.of()));
      StringBuilder text = new StringBuilder(head.replace("[]}", "[\n"));
      String separator = "";
      for (PlannedLine line : statements) {
        text.append(separator).append(JSON.writeValueAsString(line));
        separator = ",\n";
      }
      return text.append("\n]}\n").toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a baseline could not be written", e);
    }
  }
}
