package io.athanor.persistence;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times that bound a list, as a column can hold them. */
final class StoredTime {

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private StoredTime() {}

  /** A column's time ends thousands of years before ours; null stays null. */
  static OffsetDateTime of(Instant time) {
    if (time == null) {
      return null;
    }
    Instant late = time.isAfter(LATEST) ? LATEST : time;
    return (late.isBefore(EARLIEST) ? EARLIEST : late).atOffset(ZoneOffset.UTC);
  }
}
