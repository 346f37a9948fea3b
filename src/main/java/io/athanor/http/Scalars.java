package io.athanor.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Reads single values, strictly: every mistake is told with its path and what was expected. */
final class Scalars {

  /** Written out; the reader takes no longer ones, so that what was stored can be sent again. */
  private static final int MOST_DIGITS = 1_000;

  private final JsonParser in;
  private final BiConsumer<String, String> wrong;

  Scalars(JsonParser in, BiConsumer<String, String> wrong) {
    this.in = in;
    this.wrong = wrong;
  }

  /** The value under the parser, or null after a mistake was told. */
  Object read(Class<?> type, String path) throws IOException {
    JsonToken token = in.currentToken();
    if (type == Boolean.class) {
      return token.isBoolean() ? in.getBooleanValue() : wrong(path, "true or false", token);
    }
    if (type == Integer.class || type == Long.class) {
      return token == JsonToken.VALUE_NUMBER_INT
          ? whole(type, path)
          : wrong(path, "a whole number", token);
    }
    if (type == Double.class) {
      return token.isNumeric() ? number(path) : wrong(path, "a number", token);
    }
    if (token != JsonToken.VALUE_STRING) {
      return wrong(path, expected(type), token);
    }
    String text = in.getText();
    if (!checkText(text, path)) {
      return null;
    }
    if (type == String.class) {
      return text;
    }
    Optional<?> parsed = type == UUID.class ? Texts.uuid(text) : Texts.instant(text);
    if (parsed.isEmpty()) {
      wrong.accept(path, "expected " + expected(type) + ", found other text");
    }
    return parsed.orElse(null);
  }

  private Object whole(Class<?> type, String path) throws IOException {
    JsonParser.NumberType size = in.getNumberType();
    boolean small = size == JsonParser.NumberType.INT;
    if (type == Integer.class && small) {
      return in.getIntValue();
    }
    if (type == Long.class && (small || size == JsonParser.NumberType.LONG)) {
      return in.getLongValue();
    }
    String bits = type == Integer.class ? "32" : "64";
    wrong.accept(path, "expected a whole number of at most " + bits + " bits, found a larger one");
    return null;
  }

  private Object number(String path) throws IOException {
    double value = in.getDoubleValue();
    if (Double.isFinite(value)) {
      return value;
    }
    wrong.accept(path, "expected a number that a double can hold, found a larger one");
    return null;
  }

  private Object wrong(String path, String expected, JsonToken token) {
    wrong.accept(path, "expected " + expected + ", found " + found(token));
    return null;
  }

  /** The database stores neither the character NUL nor half of a surrogate pair. */
  boolean checkText(String text, String path) {
    Optional<String> fault = Texts.fault(text);
    fault.ifPresent(message -> wrong.accept(path, message));
    return fault.isEmpty();
  }

  /** A short number with an enormous exponent fills the memory of whoever writes it out. */
  void checkExponent(String number, String path) {
    int e = number.toLowerCase(Locale.ROOT).indexOf('e');
    if (e < 0) {
      return;
    }
    String exponent = number.substring(e + 1).replaceFirst("^[+-]?0*", "");
    boolean enormous = exponent.length() > 4;
    if (enormous || e + (exponent.isEmpty() ? 0 : Integer.parseInt(exponent)) > MOST_DIGITS) {
      wrong.accept(path, "holds a number that has more than 1,000 digits when it is written out");
    }
  }

  private static String expected(Class<?> type) {
    if (type == UUID.class) {
      return "a UUID";
    }
    return type == Instant.class ? "a time in ISO-8601" : "text";
  }

  static String found(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      default -> "null";
    };
  }
}
