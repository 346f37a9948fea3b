package io.athanor.profiling.gate;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
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

  private static final double MOST_GROWTH = 10_000;
  private static final double MOST_COST = 1e15;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
          .build();

  /** Copies the list. */
  public Baseline {
    statements = statements == null ? List.of() : List.copyOf(statements);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when the text is none; the message says why, as the end of a
   *     sentence that begins with the name of the file
   */
  public static Baseline read(String text) {
    Baseline baseline;
    try {
      baseline = JSON.readValue(text, Baseline.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(new FileFault(JSON, Baseline.class).words(e, text), e);
    }
    if (baseline == null || baseline.format() != FORMAT) {
      throw unusable(
          "format is "
              + (baseline == null ? "missing" : baseline.format())
              + ", and should be "
              + FORMAT);
    }
    if (!(baseline.growth() >= 1 && baseline.growth() <= MOST_GROWTH)) {
      throw unusable("growth is " + baseline.growth() + ", and should be from 1 to 10000");
    }
    baseline.check();
    return baseline;
  }

  private void check() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < statements.size(); i++) {
      PlannedLine line = statements.get(i);
      String place = "statements[" + i + "]";
      if (line.name() == null || line.plan() == null) {
        throw unusable(place + " has no name or no plan, and should have both");
      }
      if (!(line.cost() >= 0 && line.cost() <= MOST_COST)) {
        throw unusable(
            place
                + ".cost ("
                + line.name()
                + ") is "
                + line.cost()
                + ", and should be from 0 to 1e15");
      }
      if (!names.add(line.name())) {
        throw unusable(line.name() + " is in it twice, and should be once");
      }
    }
  }

  private static IllegalArgumentException unusable(String sentence) {
    return new IllegalArgumentException("cannot be used: " + sentence + ".");
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
