package io.athanor.contract;

import io.athanor.contract.Executions.Execution;
import io.athanor.contract.Executions.Finding;
import java.time.Instant;
import java.util.List;

/** The conversation about where the time of a node goes, all in one. */
public final class Reports {

  /** Asks for the report. */
  public record Read() {}

  /**
   * All that is known of where time goes. Each part says from when on it counts; a part whose role
   * did not answer is null, and {@code missing} says why.
   *
   * @param lookAtFirst what the rules have found, the worst first; empty when they found nothing
   * @param notes what is an estimate, and why
   */
  public record Performance(
      Instant timestamp,
      List<Hint> lookAtFirst,
      StartupPart startup,
      DatabasePart database,
      CachePart cache,
      Figures.WorkFigures execution,
      Figures.HttpFigures http,
      List<Asked> bus,
      JvmSections.EventLoop eventLoop,
      JvmSections.Gc gc,
      List<Missing> missing,
      List<String> notes) {
    /** Copies the lists. */
    public Performance {
      lookAtFirst = List.copyOf(lookAtFirst);
      bus = List.copyOf(bus);
      missing = List.copyOf(missing);
      notes = List.copyOf(notes);
    }
  }

  /**
   * What a rule has found.
   *
   * @param rule its name; the page on diagnostics says what each one looks at
   * @param subject what it is about
   * @param evidence the figures
   * @param advice what to do
   */
  public record Hint(String rule, String subject, String evidence, String advice) {}

  /** A part that could not be had. */
  public record Missing(String part, String reason) {}

  /**
   * How the node started.
   *
   * @param sumMillis of what its components ran, one after the other
   * @param criticalMillis of those that the start had to wait for
   */
  public record StartupPart(
      String state,
      double wallMillis,
      double sumMillis,
      double criticalMillis,
      List<String> criticalPath) {
    /** Copies the list. */
    public StartupPart {
      criticalPath = List.copyOf(criticalPath);
    }
  }

  /**
   * A statement.
   *
   * @param sharePercent of the time of all statements
   * @param serverMillis what the server counted of it, which is without network and queue
   */
  public record TopStatement(
      String name,
      String fingerprint,
      long count,
      long errors,
      double totalMillis,
      double sharePercent,
      double p50Millis,
      double p95Millis,
      double p99Millis,
      double meanWaitMillis,
      Double serverMillis) {}

  /**
   * The database.
   *
   * @param top statements, the most time in all first
   * @param slow the last executions above the threshold
   * @param server why the server's own counters are missing, or null
   * @param pool null where its role did not answer
   * @param tables as estimated; null where its role did not answer
   * @param advice of the last analysis; null where there was none
   */
  public record DatabasePart(
      Instant since,
      long executions,
      long errors,
      double totalMillis,
      List<TopStatement> top,
      List<Execution> slow,
      List<Finding> findings,
      String server,
      Figures.PoolFigures pool,
      List<Figures.TableEstimate> tables,
      AdvicePart advice) {
    /** Copies the lists. */
    public DatabasePart {
      top = List.copyOf(top);
      slow = List.copyOf(slow);
      findings = List.copyOf(findings);
      tables = tables == null ? null : List.copyOf(tables);
    }
  }

  /**
   * The last analysis of the indexes.
   *
   * @param savedMillis in an hour
   */
  public record AdvicePart(Instant at, String state, List<String> apply, double savedMillis) {
    /** Copies the list. */
    public AdvicePart {
      apply = List.copyOf(apply);
    }
  }

  /**
   * The cache.
   *
   * @param hitPercent of all reads; null before the first
   */
  public record CachePart(Cache.StatsReport counts, Double hitPercent) {}

  /** What was asked at one address of the bus, and how long the answers took. */
  public record Asked(String address, long inFlight, long refused, Spread time) {}

  /** Ask for the report. */
  public static final RequestAddress<Read, Performance> PERFORMANCE =
      RequestAddress.toDesk("reports.performance", Role.OPERATIONS, Read.class, Performance.class);

  private Reports() {}
}
