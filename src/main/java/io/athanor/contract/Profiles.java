package io.athanor.contract;

import io.athanor.contract.Executions.Execution;
import io.athanor.contract.Executions.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The conversation about where time goes. */
public final class Profiles {

  /**
   * What one statement did since the last report.
   *
   * @param name the statement's stable name
   * @param fingerprint stable hash of its text without comments, blanks, case and values
   * @param text without values; null where it was told a short time ago
   * @param count executions, with those that failed
   * @param slow executions that took longer than the node's threshold
   * @param rows returned or changed
   * @param waitNanos spent waiting for a connection
   * @param failures how many failed, by SQLSTATE
   * @param correlationIds of a few of its executions
   * @param cells pairs: a cell of {@link #cell} and how many executions fell into it
   */
  public record StatementSample(
      String name,
      String fingerprint,
      String text,
      long count,
      long errors,
      long slow,
      long rows,
      long waitNanos,
      long maxWaitNanos,
      long executionNanos,
      long maxNanos,
      Instant firstAt,
      Instant lastAt,
      Map<String, Long> failures,
      List<String> correlationIds,
      List<Long> cells) {
    /** Copies; what a node of another version leaves out is empty. */
    public StatementSample {
      failures = failures == null ? Map.of() : Map.copyOf(failures);
      correlationIds = correlationIds == null ? List.of() : List.copyOf(correlationIds);
      cells = cells == null ? List.of() : List.copyOf(cells);
    }
  }

  /**
   * What a node has executed since its last report.
   *
   * @param recent the last ones, whatever they took
   * @param slow those above the threshold
   * @param failed those that failed
   * @param findings statements that one request repeated
   * @param evicted statements that were too many to be kept apart on the node
   * @param dropped lines that are missing in the node's slow log
   */
  public record StatementsObserved(
      List<StatementSample> statements,
      List<Execution> recent,
      List<Execution> slow,
      List<Execution> failed,
      List<Finding> findings,
      long evicted,
      long dropped) {
    /** Copies; what a node of another version leaves out is empty. */
    public StatementsObserved {
      statements = statements == null ? List.of() : List.copyOf(statements);
      recent = recent == null ? List.of() : List.copyOf(recent);
      slow = slow == null ? List.of() : List.copyOf(slow);
      failed = failed == null ? List.of() : List.copyOf(failed);
      findings = findings == null ? List.of() : List.copyOf(findings);
    }
  }

  /**
   * Asks for the statistics of all statements.
   *
   * @param server whether the server's own counters are wanted beside ours
   */
  public record Statements(boolean server) {}

  /**
   * All statements, the most expensive first.
   *
   * @param since what happened before is not in it
   * @param evicted how often a statement was counted under the others
   * @param slowLogDropped lines that are missing in the slow logs
   * @param server null, or why the server's own counters are missing
   */
  public record StatementsReport(
      List<StatementStatistics> statements,
      Instant since,
      long evicted,
      long slowLogDropped,
      String server) {
    /** Copies the list. */
    public StatementsReport {
      statements = List.copyOf(statements);
    }
  }

  /**
   * One statement since the start or the last reset; percentiles are upper bounds of their cell, at
   * most 6.3 % above the exact ones.
   *
   * @param waitMillis all waiting for a connection
   * @param durations how many took no longer than each of {@link #BOUNDARIES_MILLIS}
   * @param server what the server counted of it, or null
   */
  public record StatementStatistics(
      String name,
      String fingerprint,
      String text,
      long count,
      long errors,
      long slow,
      long rows,
      double totalMillis,
      double meanMillis,
      double p50Millis,
      double p95Millis,
      double p99Millis,
      double maxMillis,
      double waitMillis,
      double meanWaitMillis,
      double maxWaitMillis,
      Map<String, Long> failures,
      Instant firstSeen,
      Instant lastSeen,
      List<String> correlationIds,
      List<Long> durations,
      ServerCounters.Counted server) {
    /** Copies. */
    public StatementStatistics {
      failures = Map.copyOf(failures);
      correlationIds = List.copyOf(correlationIds);
      durations = List.copyOf(durations);
    }
  }

  /** Begins anew on every node. Thresholds and other settings stay. */
  public record Reset() {}

  /**
   * What was forgotten, and from when on it counts again.
   *
   * @param closed the window that has ended, whole: what it has is in no later report
   */
  public record ResetDone(
      Instant since, long statements, long executions, StatementsReport closed) {}

  /** The statistics were begun anew. */
  public record StatisticsReset(Instant since) {}

  /** How many cells there are: sixteen for each power of two of nanoseconds, from 2^10 to 2^36. */
  public static final int CELLS = 416;

  /** Boundaries of exported histograms, those of OpenTelemetry for databases. */
  public static final List<Long> BOUNDARIES_MILLIS =
      List.of(1L, 5L, 10L, 50L, 100L, 500L, 1_000L, 5_000L, 10_000L);

  private static final int FIRST_POWER = 10;

  /** The cell of a time: the first also has what is shorter, the last what is longer. */
  public static int cell(long nanos) {
    if (nanos < 1L << FIRST_POWER) {
      return 0;
    }
    int power = 63 - Long.numberOfLeadingZeros(nanos);
    int cell = (power - FIRST_POWER) * 16 + (int) ((nanos >>> (power - 4)) & 15);
    return Math.min(cell, CELLS - 1);
  }

  /** The longest time that falls into a cell, in nanoseconds. */
  public static long cellCeilingNanos(int cell) {
    return ((17L + cell % 16) << (FIRST_POWER + cell / 16 - 4)) - 1;
  }

  /** Ask for the statistics. */
  public static final RequestAddress<Statements, StatementsReport> STATEMENTS =
      new RequestAddress<>(
          "profiles.statements",
          Role.PROFILING,
          Statements.class,
          StatementsReport.class,
          RequestAddress.STORE);

  /** Begin anew. */
  public static final RequestAddress<Reset, ResetDone> RESET =
      new RequestAddress<>(
          "profiles.reset", Role.PROFILING, Reset.class, ResetDone.class, RequestAddress.STORE);

  /** Announced every second by a node that has executed statements. */
  public static final EventAddress<StatementsObserved> STATEMENTS_OBSERVED =
      EventAddress.ofStore("profiles.statements-observed", StatementsObserved.class);

  /** Announced when somebody wants to begin anew: every node does. */
  public static final EventAddress<StatisticsReset> STATISTICS_RESET =
      new EventAddress<>("profiles.statistics-reset", Role.PROFILING, StatisticsReset.class);

  private Profiles() {}
}
