package io.athanor.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids, times and digests as clients write them. */
final class Texts {

  private static final int UUID_LENGTH = 36;
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private Texts() {}

  /** A UUID of five full groups; the JDK alone takes {@code 1-1-1-1-1} as well. */
  static Optional<UUID> uuid(String text) {
    if (text.length() != UUID_LENGTH) {
      return Optional.empty();
    }
    try {
      UUID uuid = UUID.fromString(text);
      return uuid.toString().equalsIgnoreCase(text) ? Optional.of(uuid) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A time with its offset, of a year that has four digits in UTC too. */
  static Optional<Instant> instant(String text) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
      boolean usual = time.getYear() >= 1 && time.getYear() <= 9_999;
      return usual ? Optional.of(time.toInstant()) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  static boolean isDigest(String text) {
    return DIGEST.matcher(text).matches();
  }

  /** What makes a text impossible to store, if anything does. */
  static Optional<String> fault(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return Optional.of("holds the character NUL");
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return Optional.of("holds half of a surrogate pair");
        }
        i++;
      }
    }
    return Optional.empty();
  }
}
