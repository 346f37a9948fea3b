package io.athanor.persistence;

import io.athanor.contract.Executions.Finding;
import io.athanor.contract.Executions.Flaw;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How often one request executed one statement, and for how many different values. */
final class RepeatPlace {

  /** An id may live longer than a request, such as that of a follower. */
  private static final long LONGEST_REQUEST = TimeUnit.SECONDS.toNanos(10);

  private static final int POSITIONS = 16;

  private final int threshold;
  private final long[] values;
  private final int[] times;
  private final int[] firsts = new int[POSITIONS];
  private StatementCounts counts;
  private String correlation;
  private String callSite;
  private long began = System.nanoTime() - LONGEST_REQUEST;
  private long last;
  private int executions;
  private int distinct;
  private int most;
  private int varied;
  private int told;

  RepeatPlace(int threshold) {
    this.threshold = threshold;
    this.values = new long[threshold];
    this.times = new int[threshold];
  }

  boolean isOf(StatementCounts other, String id, long now) {
    return counts == other && now - began <= LONGEST_REQUEST && id.equals(correlation);
  }

  long began() {
    return began;
  }

  void begin(StatementCounts other, String id, long now) {
    counts = other;
    correlation = id;
    began = now;
    callSite = null;
    executions = 0;
    distinct = 0;
    most = 0;
    varied = 0;
    told = 0;
  }

  void note(Tuple parameters, long now) {
    last = now;
    executions++;
    long all = 1;
    for (int i = 0; i < parameters.size(); i++) {
      int value = ParameterValues.hash(parameters.getValue(i));
      all = (all * 31 + value) * 0x9e3779b97f4a7c15L;
      if (i < POSITIONS) {
        if (executions == 1) {
          firsts[i] = value;
        } else if (firsts[i] != value) {
          varied |= 1 << i;
        }
      }
    }
    if (distinct < threshold) {
      count(all);
    }
    if (callSite == null && flaw() != null) {
      callSite = CallSite.here();
    }
  }

  private void count(long value) {
    for (int i = 0; i < distinct; i++) {
      if (values[i] == value) {
        most = Math.max(most, ++times[i]);
        return;
      }
    }
    values[distinct] = value;
    times[distinct++] = 1;
    most = Math.max(most, 1);
  }

  private Flaw flaw() {
    return distinct >= threshold ? Flaw.N_PLUS_ONE : most >= threshold ? Flaw.REPEATED : null;
  }

  /** Whether there is something that was not told yet. */
  boolean hasNews() {
    return executions > told && flaw() != null;
  }

  /** Tells it. */
  Seen seen() {
    Seen seen =
        new Seen(
            flaw(),
            counts,
            callSite,
            executions,
            distinct,
            told == 0 ? 1 : 0,
            flaw() == Flaw.N_PLUS_ONE ? varied : 0,
            began,
            last,
            correlation);
    told = executions;
    return seen;
  }

  /** What was seen of it, its times still as {@link System#nanoTime} has them. */
  record Seen(
      Flaw flaw,
      StatementCounts counts,
      String callSite,
      long executions,
      long distinct,
      long requests,
      int varied,
      long began,
      long last,
      String correlation) {

    Finding finding(Moment moment) {
      String text = counts.fingerprint().text();
      String rewrite = Rewrite.of(text, varied);
      return new Finding(
          flaw,
          counts.name(),
          counts.fingerprint().id(),
          text,
          callSite,
          executions,
          distinct,
          requests,
          Rewrite.advice(flaw, text, rewrite),
          rewrite,
          moment.at(began),
          moment.at(last),
          List.of(correlation));
    }
  }
}
