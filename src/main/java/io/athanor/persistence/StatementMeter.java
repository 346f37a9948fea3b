package io.athanor.persistence;

import io.athanor.contract.Profiles.StatementSample;
import io.athanor.contract.Profiles.StatementsObserved;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what each statement does on one event loop, without locks and with hardly any allocation,
 * and hands the counts over once a second. Must be used from one context only.
 */
final class StatementMeter {

  /** The name of all statements beyond those that are kept apart. */
  static final String OTHERS = "(others)";

  private static final int RECENT = 16;
  private static final int SLOW = 32;

  /** A node that joins later learns a statement's text after so long. */
  private static final long TELL_AGAIN = Duration.ofMinutes(5).toNanos();

  private final CaptureConfig config;
  private final long slowNanos;
  private final SlowLog log;
  private final Clock clock;
  private final StatementCounts others = new StatementCounts(OTHERS, new Fingerprint(OTHERS, null));
  private final Map<String, StatementCounts> statements = new HashMap<>();
  private final List<StatementCounts> touched = new ArrayList<>();
  private final ExecutionRing recent = new ExecutionRing(RECENT);
  private final ExecutionRing slow = new ExecutionRing(SLOW);
  private final ExecutionRing failed = new ExecutionRing(SLOW);
  private final RepeatTracker repeats;
  private long evicted;

  /** As a node has it, without a slow log. */
  StatementMeter() {
    this(CaptureConfig.usual(), Duration.ofMillis(100), SlowLog.none(), Clock.systemUTC());
  }

  StatementMeter(CaptureConfig config, Duration slowThreshold, SlowLog log, Clock clock) {
    this.config = config;
    this.slowNanos = slowThreshold.toNanos();
    this.log = log;
    this.clock = clock;
    this.repeats = new RepeatTracker(config.repeats());
  }

  /** Notes that a request is about to execute a statement, for what it executes again and again. */
  void asked(Statement statement, Tuple parameters, String correlation) {
    if (config.enabled() && correlation != null) {
      repeats.note(counts(statement), parameters, correlation);
    }
  }

  void executed(
      Statement statement, Tuple parameters, Timing timing, long rows, String correlation) {
    if (config.enabled()) {
      record(statement, parameters, timing, rows, null, correlation);
    }
  }

  /**
   * Notes a failure.
   *
   * @param state SQLSTATE, or a word where the server has said none
   */
  void failed(
      Statement statement, Tuple parameters, Timing timing, String state, String correlation) {
    if (config.enabled()) {
      record(statement, parameters, timing, 0, state, correlation).failed(state);
    }
  }

  private StatementCounts record(
      Statement statement,
      Tuple parameters,
      Timing timing,
      long rows,
      String failure,
      String correlation) {
    StatementCounts counts = counts(statement);
    if (counts == others) {
      evicted++;
    }
    if (counts.isEmpty()) {
      touched.add(counts);
    }
    boolean isSlow = timing.nanos() > slowNanos;
    counts.add(timing, rows, isSlow, correlation);
    recent.add(counts, timing, rows, failure, correlation);
    if (isSlow) {
      slow.add(counts, timing, rows, failure, correlation);
    }
    if (failure != null) {
      failed.add(counts, timing, rows, failure, correlation);
    }
    if (isSlow || failure != null) {
      log.offer(
          new SlowLog.Entry(
              isSlow,
              statement.name(),
              counts == others ? Fingerprint.of(statement.text()) : counts.fingerprint(),
              Moment.now(clock).at(timing.end()),
              timing,
              rows,
              failure,
              correlation,
              config.parameters() ? ParameterValues.shown(parameters) : null));
    }
    return counts;
  }

  private StatementCounts counts(Statement statement) {
    StatementCounts known = statements.get(statement.text());
    if (known != null) {
      return known;
    }
    if (statements.size() >= config.maxStatements()) {
      return others;
    }
    StatementCounts counts =
        new StatementCounts(statement.name(), Fingerprint.of(statement.text()));
    statements.put(statement.text(), counts);
    return counts;
  }

  /** What there was since the last call; null when nothing was executed. */
  StatementsObserved drain() {
    long dropped = log.takeDropped();
    if (touched.isEmpty() && dropped == 0) {
      return null;
    }
    Moment moment = Moment.now(clock);
    List<StatementSample> samples = new ArrayList<>(touched.size());
    for (StatementCounts counts : touched) {
      samples.add(counts.drain(moment, moment.nanos() - TELL_AGAIN));
    }
    StatementsObserved observed =
        new StatementsObserved(
            samples,
            recent.drain(moment),
            slow.drain(moment),
            failed.drain(moment),
            repeats.drain(moment),
            evicted,
            dropped);
    if (statements.size() >= config.maxStatements()) {
      // What was handed over is lost by nobody, so this costs no more than reading texts again.
      statements.values().retainAll(java.util.Set.copyOf(touched));
    }
    touched.clear();
    evicted = 0;
    return observed;
  }
}
