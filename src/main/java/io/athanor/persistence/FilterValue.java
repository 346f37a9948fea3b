package io.athanor.persistence;

import io.athanor.contract.Field;
import io.athanor.contract.Refusal.FieldError;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** The value of a filter, as the database's client takes it. */
final class FilterValue {

  private FilterValue() {}

  /** The value, or null after the fault was noted. */
  static Object parse(Field filter, String text, List<FieldError> errors) {
    try {
      return switch (filter.type()) {
        case ID -> UUID.fromString(text);
        case TIME -> StoredTime.of(OffsetDateTime.parse(text).toInstant());
        case FLAG -> flag(text);
        case INTEGER -> Integer.valueOf(text);
        case NUMBER -> Double.valueOf(text);
        case TEXT, DOMAIN -> text(filter, text);
        case OBJECT, ARRAY, TAGS -> throw new IllegalArgumentException("no filter");
      };
    } catch (IllegalArgumentException | DateTimeException e) {
      errors.add(new FieldError(filter.name(), "expected " + expected(filter)));
      return null;
    }
  }

  private static Boolean flag(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    throw new IllegalArgumentException(text);
  }

  private static String text(Field filter, String text) {
    if (filter.choices().isEmpty() || filter.choices().contains(text)) {
      return text;
    }
    throw new IllegalArgumentException(text);
  }

  private static String expected(Field filter) {
    return switch (filter.type()) {
      case ID -> "a UUID";
      case TIME -> "a time in ISO-8601, such as 2026-01-31T12:00:00Z";
      case FLAG -> "true or false";
      case INTEGER -> "a whole number";
      case NUMBER -> "a number";
      default -> "one of " + String.join(", ", filter.choices());
    };
  }
}
