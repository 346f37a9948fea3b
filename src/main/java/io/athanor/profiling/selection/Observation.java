package io.athanor.profiling.selection;

import io.athanor.contract.Advice.Observed;
import io.athanor.contract.Amounts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Over what time it was observed what is executed and what is read. What was not seen in a short
 * time may come in the next, so that nothing is advised to be dropped for it.
 */
final class Observation {

  /** Before that nothing is dropped which another index serves as well: most work comes daily. */
  static final Duration LEAST = Duration.ofDays(1);

  /** An index that nothing else serves may be for something that comes once a month. */
  static final Duration LONG = Duration.ofDays(35);

  private final Instant statements;
  private final Instant indexes;
  private final Instant now;

  /**
   * @param statements since when executions are counted; null when the statements were given
   * @param indexes since when reads of indexes are counted; null when not known
   */
  Observation(Instant statements, Instant indexes, Instant now) {
    this.statements = statements;
    this.indexes = indexes;
    this.now = now;
  }

  /** How long reads of indexes are counted. */
  Duration reads() {
    return since(indexes);
  }

  /** How long both are counted; nothing where the statements were given, which are not all. */
  Duration both() {
    Duration executions = since(statements);
    return executions.compareTo(reads()) < 0 ? executions : reads();
  }

  private Duration since(Instant begin) {
    return begin == null || begin.isAfter(now) ? Duration.ZERO : Duration.between(begin, now);
  }

  /** Why that is not enough. */
  static String tooShort(Duration time, Duration least) {
    return "that was observed for "
        + words(time)
        + " only and is to be observed for "
        + words(least);
  }

  /** Since when reads of indexes are counted, for people. */
  String readsSince() {
    return indexes.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String words(Duration time) {
    if (time.toDays() >= 2 || time.equals(LEAST)) {
      return Amounts.count(time.toDays(), "day");
    }
    if (time.toHours() >= 2) {
      return Amounts.count(time.toHours(), "hour");
    }
    return time.toMinutes() >= 2
        ? Amounts.count(time.toMinutes(), "minute")
        : Amounts.count(time.toSeconds(), "second");
  }

  Observed report() {
    boolean enough = both().compareTo(LEAST) >= 0;
    return new Observed(statements, indexes, both().toMillis() / 3.6e6, enough);
  }
}
