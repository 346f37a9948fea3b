package io.athanor.profiling.advice;

import io.athanor.contract.WhatIf.Column;
import io.athanor.profiling.advice.Expression.Kind;
import java.util.Set;

/**
 * Whether an expression always has the same value for the same row, as far as that is seen from
 * outside; the server has the last word.
 */
final class Immutability {

  private static final Set<String> FUNCTIONS =
      Set.of(
          "lower",
          "upper",
          "initcap",
          "length",
          "char_length",
          "character_length",
          "octet_length",
          "md5",
          "abs",
          "round",
          "floor",
          "ceil",
          "ceiling",
          "trunc",
          "mod",
          "sign",
          "sqrt",
          "substr",
          "substring",
          "left",
          "right",
          "trim",
          "btrim",
          "ltrim",
          "rtrim",
          "replace",
          "reverse",
          "split_part",
          "lpad",
          "rpad",
          "strpos",
          "translate",
          "regexp_replace",
          "coalesce",
          "nullif",
          "greatest",
          "least",
          "date_trunc",
          "date_part",
          "extract",
          "date_bin",
          "timezone",
          "at time zone",
          "array_length",
          "cardinality",
          "jsonb_array_length",
          "jsonb_extract_path_text",
          "jsonb_typeof",
          "to_tsvector",
          "sha256",
          "hashtext");

  private static final Set<String> OPERATORS =
      Set.of("->", "->>", "#>", "#>>", "+", "-", "*", "/", "%", "collate");

  /** Types to which values are always cast in the same way. */
  private static final Set<String> TARGETS =
      Set.of(
          "integer",
          "bigint",
          "smallint",
          "numeric",
          "double precision",
          "real",
          "boolean",
          "uuid");

  /** Types of which the text does not depend on settings. */
  private static final Set<String> PLAIN_SOURCES =
      Set.of(
          "integer",
          "bigint",
          "smallint",
          "numeric",
          "boolean",
          "uuid",
          "text",
          "character",
          "character varying",
          "name",
          "jsonb");

  private static final Set<String> ZONED =
      Set.of("timestamp with time zone", "time with time zone");
  private static final Set<String> ZONES = Set.of("timezone", "at time zone");
  private static final Set<String> TEXT_FUNCTIONS = Set.of("lower", "upper", "initcap", "reverse");

  private final TableUse use;

  Immutability(TableUse use) {
    this.use = use;
  }

  boolean holds(Expression one) {
    boolean below = one.parts().stream().allMatch(this::holds);
    return switch (one.kind()) {
      case COLUMN, CONSTANT -> true;
      case CAST -> below && castHolds(one);
      case CALL -> below && FUNCTIONS.contains(one.name()) && callHolds(one);
      case OPERATOR ->
          below
              && OPERATORS.contains(one.name())
              && one.parts().stream().noneMatch(part -> zoned(part) || timed(part));
      default -> false;
    };
  }

  private boolean callHolds(Expression call) {
    boolean withSettings = call.name().equals("to_tsvector") && call.parts().size() < 2;
    boolean zoned = call.parts().stream().anyMatch(this::zoned);
    boolean named = ZONES.contains(call.name()) && call.parts().size() == 2;
    boolean fixed =
        (named && call.part(0).constant())
            || (call.name().equals("date_trunc") && call.parts().size() == 3)
            || call.name().equals("date_bin");
    return !withSettings && (!zoned || fixed);
  }

  private boolean castHolds(Expression cast) {
    Expression inner = cast.part(0);
    if (inner.constant()) {
      return true;
    }
    String source = plain(type(inner));
    if (cast.name().equals("date")) {
      return source.equals("timestamp without time zone");
    }
    if (TARGETS.contains(cast.name())) {
      return !zoned(inner);
    }
    boolean toText = cast.name().equals("text") || cast.name().startsWith("character varying");
    return toText && (PLAIN_SOURCES.contains(source) || !inner.is(Kind.COLUMN));
  }

  private String type(Expression one) {
    return one.is(Kind.COLUMN) ? use.column(one.name()).map(Column::type).orElse("") : "";
  }

  /** A type without its length. */
  private static String plain(String type) {
    return type.replaceAll("\\(.*?\\)", "");
  }

  /** Whether its parts depend on the time zone of the session. */
  private boolean zoned(Expression one) {
    return switch (one.kind()) {
      case COLUMN -> ZONED.contains(plain(type(one)));
      case CAST -> ZONED.contains(one.name());
      case CALL ->
          ZONES.contains(one.name())
              ? one.parts().size() == 2 && !zoned(one.part(1))
              : one.name().equals("date_trunc") && one.parts().stream().anyMatch(this::zoned);
      default -> false;
    };
  }

  private boolean timed(Expression one) {
    return plain(type(one)).startsWith("timestamp") && one.is(Kind.COLUMN);
  }

  /** Bytes of its value, roughly. */
  double width(Expression one) {
    boolean wide = one.is(Kind.CALL) && TEXT_FUNCTIONS.contains(one.name());
    return wide
        ? one.columns().stream()
            .flatMap(column -> use.column(column.name()).stream())
            .mapToDouble(Column::width)
            .sum()
        : 0;
  }
}
