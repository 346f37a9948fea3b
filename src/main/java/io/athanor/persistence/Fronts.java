package io.athanor.persistence;

import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Remembers of each line the rank up to which a busy claimer has taken everything, so that its next
 * claim does not wade through what is gone: a deleted row stays in the index until no snapshot can
 * see it. What comes later with a smaller rank is behind the mark, and is found because each second
 * one claim looks from the very front; until then this claimer serves what is before the mark, and
 * as soon as that is not enough it looks from the front at once. A claimer that takes little always
 * does.
 */
final class Fronts {

  /** So many in a period make wading cost more than the memory is worth. */
  static final int BUSY = 500;

  static final long PERIOD_NANOS = 1_000_000_000;

  /**
   * Where one claim begins.
   *
   * @param period in which it began: what it finds counts only in that one
   * @param marks the rank to begin with, by line
   */
  record Look(long period, Map<String, Long> marks) {
    Look {
      marks = Map.copyOf(marks);
    }

    boolean fromTheFront() {
      return marks.isEmpty();
    }

    void addTo(Tuple parameters) {
      List<Map.Entry<String, Long>> all = List.copyOf(marks.entrySet());
      parameters
          .addArrayOfString(all.stream().map(Map.Entry::getKey).toArray(String[]::new))
          .addArrayOfLong(all.stream().map(Map.Entry::getValue).toArray(Long[]::new));
    }
  }

  private final LongSupplier nanoTime;
  private final Map<String, Long> marks = new HashMap<>();
  private long period;
  private long began;
  private int taken;
  private boolean busy;

  Fronts(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong() - PERIOD_NANOS;
  }

  /** Where the next claim may begin. */
  Look next() {
    if (nanoTime.getAsLong() - began >= PERIOD_NANOS) {
      return front();
    }
    return new Look(period, busy || taken >= BUSY ? marks : Map.of());
  }

  /** From the front, because less was found than asked for: the claimer is no longer busy. */
  Look again() {
    taken = 0;
    return front();
  }

  private Look front() {
    busy = taken >= BUSY;
    taken = 0;
    marks.clear();
    began = nanoTime.getAsLong();
    return new Look(++period, Map.of());
  }

  /** A claim that began there has taken this one, and all before it in its line. */
  void took(Look look, String pool, String line, long rank) {
    if (look.period() == period) {
      marks.merge(name(pool, line), rank, Math::max);
      taken++;
    }
  }

  /** As the statement puts it together. */
  static String name(String pool, String line) {
    return pool + " " + line;
  }
}
