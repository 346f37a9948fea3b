package io.athanor.persistence;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.data.Numeric;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Texts as values of the types that the server has found for the parameters of a statement. */
final class ExplainParameters {

  private static final Map<String, Function<String, Object>> READERS =
      Map.ofEntries(
          Map.entry("boolean", ExplainParameters::bool),
          Map.entry("smallint", Short::valueOf),
          Map.entry("integer", Integer::valueOf),
          Map.entry("bigint", Long::valueOf),
          Map.entry("real", Float::valueOf),
          Map.entry("double precision", Double::valueOf),
          Map.entry("numeric", Numeric::parse),
          Map.entry("text", text -> text),
          Map.entry("character varying", text -> text),
          Map.entry("character", text -> text),
          Map.entry("name", text -> text),
          Map.entry("uuid", UUID::fromString),
          Map.entry("json", Json::decodeValue),
          Map.entry("jsonb", Json::decodeValue),
          Map.entry("bytea", text -> Buffer.buffer(HexFormat.of().parseHex(hex(text)))),
          Map.entry("date", LocalDate::parse),
          Map.entry("time without time zone", LocalTime::parse),
          Map.entry("timestamp without time zone", LocalDateTime::parse),
          Map.entry("timestamp with time zone", OffsetDateTime::parse),
          Map.entry("text[]", text -> elements(text).toArray(String[]::new)),
          Map.entry(
              "integer[]",
              text -> elements(text).stream().map(Integer::valueOf).toArray(Integer[]::new)),
          Map.entry(
              "bigint[]", text -> elements(text).stream().map(Long::valueOf).toArray(Long[]::new)),
          Map.entry(
              "uuid[]",
              text -> elements(text).stream().map(UUID::fromString).toArray(UUID[]::new)));

  private ExplainParameters() {}

  /**
   * The values to bind.
   *
   * @throws io.athanor.contract.RefusedException 422 without the value, which may be a secret
   */
  static Tuple of(List<String> texts, String[] types) {
    if (texts.size() != types.length) {
      throw ExplainGuard.refused(
          "wrong-parameters",
          "The statement has %d parameters, and %d were given."
              .formatted(types.length, texts.size()),
          "Give a text for each of $1 to $n, or none of them for a plan that fits any.");
    }
    Tuple values = Tuple.tuple();
    for (int i = 0; i < types.length; i++) {
      values.addValue(value(texts.get(i), types[i], i + 1));
    }
    return values;
  }

  private static Object value(String text, String type, int number) {
    Function<String, Object> reader = READERS.get(type);
    if (reader == null) {
      throw ExplainGuard.refused(
          "wrong-parameters",
          "A value of type %s cannot be given for $%d.".formatted(type, number),
          "Write $%d::text::%s in the statement and give a text.".formatted(number, type));
    }
    try {
      return reader.apply(text);
    } catch (RuntimeException e) {
      throw ExplainGuard.refused(
          "wrong-parameters",
          "What was given for $%d is no %s.".formatted(number, type),
          "Give it as PostgreSQL writes it; times in ISO-8601, arrays as {a,b}.");
    }
  }

  private static Object bool(String text) {
    return switch (text) {
      case "true", "t" -> true;
      case "false", "f" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static String hex(String text) {
    return text.startsWith("\\x") ? text.substring(2) : text;
  }

  /** Elements without quotes between braces. */
  private static List<String> elements(String text) {
    if (!text.startsWith("{") || !text.endsWith("}") || text.contains("\"")) {
      throw new IllegalArgumentException("no simple array");
    }
    String inner = text.substring(1, text.length() - 1);
    return inner.isEmpty() ? List.of() : List.of(inner.split(",", -1));
  }
}
