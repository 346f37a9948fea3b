package io.athanor.persistence;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.UUID;

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

  /** Behind this record of this time. */
  record Place(OffsetDateTime at, UUID id) {}

  static String of(OffsetDateTime at, UUID id) {
    return encode(at + " " + id);
  }

  static Place place(String cursor) {
    String[] parts = decode(cursor).split(" ", -1);
    try {
      return new Place(OffsetDateTime.parse(parts[0]), UUID.fromString(parts[parts.length - 1]));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw damaged();
    }
  }

  static String encode(String place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(place.getBytes(StandardCharsets.UTF_8));
  }

  static String decode(String cursor) {
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
            "The cursor is damaged.",
            "Pass nextCursor of the page before as it is, or leave the cursor out to begin anew.",
            null));
  }
}
