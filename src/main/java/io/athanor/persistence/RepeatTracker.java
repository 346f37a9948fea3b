package io.athanor.persistence;

import io.athanor.contract.Executions.Finding;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches for statements that one request executes again and again. The memory is bounded: a place
 * for each pair of request and statement that was seen last, and what finds none takes the one that
 * began first. Must be used from one context only.
 */
final class RepeatTracker {

  private static final int PLACES = 256;
  private static final int WAYS = 4;

  /** Findings that wait for the next report at most. */
  private static final int MOST_WAITING = 64;

  private final RepeatPlace[] places = new RepeatPlace[PLACES];
  private final List<RepeatPlace.Seen> ended = new ArrayList<>();

  /**
   * Prepares it.
   *
   * @param threshold how often is too often
   */
  RepeatTracker(int threshold) {
    for (int i = 0; i < PLACES; i++) {
      places[i] = new RepeatPlace(threshold);
    }
  }

  void note(StatementCounts counts, Tuple parameters, String correlation) {
    if (ParameterValues.areBulk(parameters)) {
      // Pieces of something that is too large for one statement, which are not to be put together.
      return;
    }
    long now = System.nanoTime();
    place(counts, correlation, now).note(parameters, now);
  }

  private RepeatPlace place(StatementCounts counts, String correlation, long now) {
    int mixed = (correlation.hashCode() * 31 + System.identityHashCode(counts)) * 0x9e3779b9;
    int start = (mixed >>> 24) & (PLACES - 1);
    RepeatPlace oldest = null;
    for (int i = 0; i < WAYS; i++) {
      RepeatPlace place = places[start + i & PLACES - 1];
      if (place.isOf(counts, correlation, now)) {
        return place;
      }
      if (oldest == null || place.began() - oldest.began() < 0) {
        oldest = place;
      }
    }
    if (oldest.hasNews() && ended.size() < MOST_WAITING) {
      ended.add(oldest.seen());
    }
    oldest.begin(counts, correlation, now);
    return oldest;
  }

  /** What was found, or grew, since the last call. */
  List<Finding> drain(Moment moment) {
    List<Finding> found = new ArrayList<>();
    ended.forEach(seen -> found.add(seen.finding(moment)));
    ended.clear();
    for (RepeatPlace place : places) {
      if (place.hasNews()) {
        found.add(place.seen().finding(moment));
      }
    }
    return found;
  }
}
