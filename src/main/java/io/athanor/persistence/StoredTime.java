package io.athanor.persistence;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times that bound a list, as a column can hold them. */
final class StoredTime {

  /** Before and after every time that a record can have: those are of the years 1 to 9999. */
  static final Instant EARLIEST = Instant.parse("0000-12-31T00:00:00Z");

  private static final Instant LATEST = Instant.parse("+10000-01-02T00:00:00Z");

  private StoredTime() {}

  /** A column's times are fewer than ours; null stays null. */
  static OffsetDateTime of(Instant time) {
    if (time == null) {
      return null;
    }
    Instant late = time.isAfter(LATEST) ? LATEST : time;
    return (late.isBefore(EARLIEST) ? EARLIEST : late).atOffset(ZoneOffset.UTC);
  }
}
