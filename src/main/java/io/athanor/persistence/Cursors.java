package io.athanor.persistence;

import io.athanor.bus.Wire;
import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Places in a list as opaque text: what a page ended with. */
final class Cursors {

  private Cursors() {}

  static String of(UUID id) {
    return encode(id.toString());
  }

  static UUID id(String cursor) {
    try {
      return UUID.fromString(decode(cursor));
    } catch (IllegalArgumentException e) {
      throw damaged();
    }
  }

  /** Behind the record with these values, of which each says all of itself as text. */
  static String of(Object... values) {
    return encode(Wire.encode(Stream.of(values).map(Object::toString).toArray(String[]::new)));
  }

  /** The values of a cursor: text, numbers, times or ids. */
  static List<Object> read(String cursor, Class<?>... types) {
    try {
      String[] texts = Wire.decode(decode(cursor), String[].class);
      if (texts.length != types.length) {
        throw damaged();
      }
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < types.length; i++) {
        values.add(value(texts[i], types[i]));
      }
      return values;
    } catch (IllegalArgumentException | DateTimeException | NullPointerException e) {
      throw damaged();
    }
  }

  private static Object value(String text, Class<?> type) {
    if (type == OffsetDateTime.class) {
      return OffsetDateTime.parse(text);
    }
    if (type == Double.class) {
      return Double.valueOf(text);
    }
    return type == UUID.class ? UUID.fromString(text) : text;
  }

  private static String encode(String place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(place.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw damaged();
    }
  }

  static RefusedException damaged() {
    return new RefusedException(
        new Refusal(
            Failure.INVALID,
            "bad-cursor",
            "The cursor is damaged, or of another list or order.",
            "Pass nextCursor of the page before as it is, or leave the cursor out to begin anew.",
            null));
  }
}
