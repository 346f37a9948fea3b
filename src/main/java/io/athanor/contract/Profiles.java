package io.athanor.contract;

import java.util.List;

/** The conversation about where time goes. */
public final class Profiles {

  /**
   * What one statement did since the last report.
   *
   * @param name the statement's stable name
   * @param rows returned or changed
   * @param waitNanos spent waiting for a connection
   * @param buckets how many executions fell into each bucket of {@link #bucketCeilingNanos}
   */
  public record StatementSample(
      String name,
      long count,
      long errors,
      long rows,
      long waitNanos,
      long executionNanos,
      long maxNanos,
      List<Long> buckets) {
    /** Copies the list. */
    public StatementSample {
      buckets = List.copyOf(buckets);
    }
  }

  /** Statements that were executed on a node since its last report. */
  public record StatementsObserved(List<StatementSample> statements) {
    /** Copies the list. */
    public StatementsObserved {
      statements = List.copyOf(statements);
    }
  }

  /** Asks for the statistics of all statements. */
  public record Statements() {}

  /** All statements, the most expensive first. */
  public record StatementsReport(List<StatementStatistics> statements) {
    /** Copies the list. */
    public StatementsReport {
      statements = List.copyOf(statements);
    }
  }

  /**
   * One statement since the start; percentiles are upper bounds of their bucket, about 19 % wide.
   */
  public record StatementStatistics(
      String name,
      long count,
      long errors,
      long rows,
      double totalMillis,
      double meanMillis,
      double p50Millis,
      double p95Millis,
      double p99Millis,
      double maxMillis,
      double meanWaitMillis) {}

  /** How many buckets there are: four for each doubling from one microsecond on. */
  public static final int BUCKETS = 100;

  /** The longest time that falls into a bucket, in nanoseconds. */
  public static long bucketCeilingNanos(int bucket) {
    return Math.round(1_000 * Math.pow(2, bucket / 4.0));
  }

  /** Ask for the statistics. */
  public static final RequestAddress<Statements, StatementsReport> STATEMENTS =
      new RequestAddress<>(
          "profiles.statements",
          Role.PROFILING,
          Statements.class,
          StatementsReport.class,
          RequestAddress.STORE);

  /** Announced every second by a node that has executed statements. */
  public static final EventAddress<StatementsObserved> STATEMENTS_OBSERVED =
      EventAddress.ofStore("profiles.statements-observed", StatementsObserved.class);

  private Profiles() {}
}
