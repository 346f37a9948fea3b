package io.athanor.persistence;

import io.athanor.contract.Profiles;
import io.athanor.contract.Profiles.StatementSample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one statement did on one event loop since the last report. */
final class StatementCounts {

  /** So many SQLSTATEs are kept apart; there are hardly ever two. */
  private static final int MOST_STATES = 16;

  private static final String OTHER_STATES = "other";

  private final String name;
  private final Fingerprint fingerprint;
  private final int[] cells = new int[Profiles.CELLS];
  private int lowest = Profiles.CELLS;
  private int highest = -1;
  private long count;
  private long errors;
  private long slow;
  private long rows;
  private long waitNanos;
  private long maxWaitNanos;
  private long executionNanos;
  private long maxNanos;
  private long first;
  private long last;
  private String lastCorrelation;
  private String slowestCorrelation;
  private Map<String, Long> failures = Map.of();
  private long told = Long.MIN_VALUE;

  StatementCounts(String name, Fingerprint fingerprint) {
    this.name = name;
    this.fingerprint = fingerprint;
  }

  String name() {
    return name;
  }

  Fingerprint fingerprint() {
    return fingerprint;
  }

  boolean isEmpty() {
    return count == 0;
  }

  void add(Timing timing, long rowCount, boolean isSlow, String correlation) {
    long nanos = timing.nanos();
    if (count++ == 0) {
      first = timing.end();
    }
    last = timing.end();
    rows += rowCount;
    waitNanos += timing.waitNanos();
    maxWaitNanos = Math.max(maxWaitNanos, timing.waitNanos());
    executionNanos += nanos;
    lastCorrelation = correlation;
    if (nanos >= maxNanos) {
      maxNanos = nanos;
      slowestCorrelation = correlation;
    }
    if (isSlow) {
      slow++;
    }
    int cell = Profiles.cell(nanos);
    cells[cell]++;
    lowest = Math.min(lowest, cell);
    highest = Math.max(highest, cell);
  }

  void failed(String state) {
    errors++;
    if (failures.isEmpty()) {
      failures = new HashMap<>();
    }
    boolean room = failures.size() < MOST_STATES || failures.containsKey(state);
    failures.merge(room ? state : OTHER_STATES, 1L, Long::sum);
  }

  /**
   * Hands the counts over and begins anew.
   *
   * @param text whether the text is to be told again, when it was told before this time
   */
  StatementSample drain(Moment moment, long text) {
    boolean tells = told < text;
    StatementSample sample =
        new StatementSample(
            name,
            fingerprint.id(),
            tells ? fingerprint.text() : null,
            count,
            errors,
            slow,
            rows,
            waitNanos,
            maxWaitNanos,
            executionNanos,
            maxNanos,
            moment.at(first),
            moment.at(last),
            failures,
            correlations(),
            sparse());
    told = tells ? moment.nanos() : told;
    clear();
    return sample;
  }

  private List<String> correlations() {
    if (lastCorrelation == null || lastCorrelation.equals(slowestCorrelation)) {
      return slowestCorrelation == null ? List.of() : List.of(slowestCorrelation);
    }
    return slowestCorrelation == null
        ? List.of(lastCorrelation)
        : List.of(slowestCorrelation, lastCorrelation);
  }

  private List<Long> sparse() {
    List<Long> pairs = new ArrayList<>();
    for (int i = lowest; i <= highest; i++) {
      if (cells[i] != 0) {
        pairs.add((long) i);
        pairs.add((long) cells[i]);
        cells[i] = 0;
      }
    }
    return pairs;
  }

  private void clear() {
    lowest = Profiles.CELLS;
    highest = -1;
    count = 0;
    errors = 0;
    slow = 0;
    rows = 0;
    waitNanos = 0;
    maxWaitNanos = 0;
    executionNanos = 0;
    maxNanos = 0;
    lastCorrelation = null;
    slowestCorrelation = null;
    failures = Map.of();
  }
}
