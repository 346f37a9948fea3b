package io.athanor.research;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.athanor.contract.Field;
import io.athanor.contract.Refusal.FieldError;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Checks single values against their fields, strictly: a number is no text and a text no number.
 * Lengths are in characters, not in bytes.
 */
final class FieldCheck {

  static final int MOST_ERRORS = 100;

  private static final int MAX_TAG_VALUE = 256;
  private static final int UUID_LENGTH = 36;
  private static final int LATEST_YEAR = 9_999;
  private static final Pattern DOMAIN = Pattern.compile("[a-z0-9_ .-]{1,100}");
  private static final Pattern TAG_KEY = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private final List<FieldError> errors = new ArrayList<>();

  /** Every fault so far, the first hundred of them. */
  List<FieldError> errors() {
    return errors;
  }

  /** Notes a fault, once. */
  void fault(String path, String message) {
    FieldError error = new FieldError(path, message);
    if (errors.size() < MOST_ERRORS && !errors.contains(error)) {
      errors.add(error);
    }
  }

  /** The value as it is stored. */
  JsonNode checked(Field field, JsonNode value, String path) {
    switch (field.type()) {
      case TEXT -> text(field, value, path);
      case DOMAIN -> domain(value, path);
      case ID -> {
        return id(value, path);
      }
      case TIME -> {
        return time(value, path);
      }
      case INTEGER, NUMBER -> {
        return number(field, value, path);
      }
      case FLAG -> is(value.isBoolean(), path, "true or false");
      case OBJECT -> {
        if (is(value.isObject(), path, "an object")) {
          weigh(value, path);
        }
      }
      case ARRAY -> array(field, value, path);
      case TAGS -> tags(field, value, path);
    }
    return value;
  }

  private boolean is(boolean right, String path, String expected) {
    if (!right) {
      fault(path, "must be " + expected);
    }
    return right;
  }

  private void text(Field field, JsonNode value, String path) {
    if (!is(value.isTextual(), path, "text")) {
      return;
    }
    String text = value.textValue();
    if (!field.choices().isEmpty()) {
      is(field.choices().contains(text), path, "one of " + String.join(", ", field.choices()));
      return;
    }
    int length = text.codePointCount(0, text.length());
    if (length < field.least() || length > field.most()) {
      fault(path, "must have " + range(field) + " characters");
    } else if (field.least() > 0 && text.isBlank()) {
      fault(path, "must not be blank");
    }
    storable(text, path);
  }

  private void domain(JsonNode value, String path) {
    is(
        value.isTextual() && DOMAIN.matcher(value.textValue()).matches(),
        path,
        "1 to 100 lower-case letters, digits, spaces, hyphens, underscores or dots");
  }

  private JsonNode id(JsonNode value, String path) {
    try {
      String text = value.isTextual() ? value.textValue() : "";
      if (text.length() == UUID_LENGTH) {
        return TextNode.valueOf(UUID.fromString(text).toString());
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    fault(path, "must be a UUID");
    return value;
  }

  /** In UTC and as exact as a column: the store knows fewer offsets and would round up. */
  private JsonNode time(JsonNode value, String path) {
    try {
      OffsetDateTime time =
          OffsetDateTime.parse(value.isTextual() ? value.textValue() : "")
              .withOffsetSameInstant(ZoneOffset.UTC)
              .truncatedTo(ChronoUnit.MICROS);
      if (time.getYear() >= 1 && time.getYear() <= LATEST_YEAR) {
        return TextNode.valueOf(time.toInstant().toString());
      }
    } catch (DateTimeException e) {
      // Told below.
    }
    fault(
        path,
        "must be a time in ISO-8601 of the years 1 to 9999 in UTC, such as 2026-01-31T12:00:00Z");
    return value;
  }

  private JsonNode number(Field field, JsonNode value, String path) {
    boolean whole = field.type() == Field.Type.INTEGER;
    if (!is(whole ? value.isIntegralNumber() : value.isNumber(), path, kind(whole))) {
      return value;
    }
    BigDecimal number = value.decimalValue();
    if (number.compareTo(BigDecimal.valueOf(field.least())) < 0
        || number.compareTo(BigDecimal.valueOf(field.most())) > 0) {
      fault(path, "must be " + kind(whole) + " from " + range(field));
    }
    // What the column can hold of it: the database refuses a fraction that a double rounds to 0.
    return whole ? value : DoubleNode.valueOf(number.doubleValue());
  }

  private static String kind(boolean whole) {
    return whole ? "a whole number" : "a number";
  }

  private static String range(Field field) {
    return plain(field.least()) + " to " + plain(field.most());
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) && Math.abs(bound) < 1e16
        ? String.valueOf((long) bound)
        : String.valueOf(bound);
  }

  private void array(Field field, JsonNode value, String path) {
    if (!is(value.isArray(), path, "an array")) {
      return;
    }
    if (value.size() > field.most()) {
      fault(path, "must have at most " + plain(field.most()) + " elements");
    }
    weigh(value, path);
  }

  private void tags(Field field, JsonNode value, String path) {
    if (!is(value.isObject(), path, "an object of texts")) {
      return;
    }
    if (value.size() > field.most()) {
      // Not each of them: an answer must not be longer than what it answers.
      fault(path, "must be at most " + plain(field.most()));
      return;
    }
    for (Map.Entry<String, JsonNode> tag : value.properties()) {
      if (!TAG_KEY.matcher(tag.getKey()).matches()) {
        fault(path, "a key must be 1 to 64 letters, digits, underscores, dots or hyphens");
      } else {
        text(
            Field.shortText(tag.getKey(), MAX_TAG_VALUE),
            tag.getValue(),
            path + "." + tag.getKey());
      }
    }
  }

  /** Free JSON: bounded by what it takes once it is stored, where a number has all its digits. */
  private void weigh(JsonNode value, String path) {
    if (weight(value, path) > Field.LONGEST_JSON) {
      fault(path, "must have at most " + Field.LONGEST_JSON + " characters as JSON");
    }
  }

  private long weight(JsonNode value, String path) {
    if (value.isNumber()) {
      BigDecimal number = value.decimalValue();
      return (long) number.precision() + Math.abs((long) number.scale());
    }
    if (value.isTextual()) {
      storable(value.textValue(), path);
      return value.textValue().length() + 2L;
    }
    long sum = 5;
    if (value.isObject()) {
      for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        storable(name, path);
        sum += name.length() + 3L;
      }
    }
    for (JsonNode inner : value) {
      sum += weight(inner, path) + 1;
    }
    return sum;
  }

  /** PostgreSQL stores UTF-8, which has no half characters, and no NUL. */
  private void storable(String text, String path) {
    if (text.indexOf('\0') >= 0) {
      fault(path, "must not contain the NUL character");
    }
    if (text.codePoints().anyMatch(FieldCheck::isHalf)) {
      fault(path, "must not contain half of a surrogate pair");
    }
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
