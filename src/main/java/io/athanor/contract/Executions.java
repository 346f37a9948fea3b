package io.athanor.contract;

import java.time.Instant;
import java.util.List;

/** The conversation about single executions of statements, and what is wrong with them together. */
public final class Executions {

  /** Which executions. */
  public enum Selection {
    SLOW,
    RECENT,
    FAILED
  }

  /**
   * One execution. Values of parameters are never in it.
   *
   * @param text of the statement, without values
   * @param waitMillis spent waiting for a connection
   * @param millis spent executing
   * @param failure SQLSTATE or, where the server said none, a word; null for success
   * @param correlationId of the request that it was part of, or null
   */
  public record Execution(
      String name,
      String fingerprint,
      String text,
      Instant at,
      double waitMillis,
      double millis,
      long rows,
      String failure,
      String correlationId) {}

  /** Asks for executions, the last first. */
  public record ListExecutions(Selection selection, double minMillis, int limit) {}

  /** Executions, the last first. */
  public record Listed(List<Execution> executions) {
    /** Copies the list. */
    public Listed {
      executions = List.copyOf(executions);
    }
  }

  /** What is wrong with a statement. */
  public enum Flaw {
    /** One request executed it many times, each time for other values. */
    N_PLUS_ONE,
    /** One request executed it many times for the same values. */
    REPEATED
  }

  /**
   * A statement that one request executed again and again.
   *
   * @param callSite where our code asked for it
   * @param executions in one request, at most
   * @param distinct how many different values there were at least
   * @param requests in how many requests
   * @param advice what to do about it
   * @param rewrite the statement that does it at once; null where that is not a small change
   * @param correlationIds of a few of the requests
   */
  public record Finding(
      Flaw flaw,
      String name,
      String fingerprint,
      String text,
      String callSite,
      long executions,
      long distinct,
      long requests,
      String advice,
      String rewrite,
      Instant firstAt,
      Instant lastAt,
      List<String> correlationIds) {
    /** Copies the list. */
    public Finding {
      correlationIds = List.copyOf(correlationIds);
    }
  }

  /** Asks for what was found, the last first. */
  public record ListFindings(int limit) {}

  /** What was found. */
  public record Findings(List<Finding> findings) {
    /** Copies the list. */
    public Findings {
      findings = List.copyOf(findings);
    }
  }

  /** Ask for executions. */
  public static final RequestAddress<ListExecutions, Listed> LIST =
      new RequestAddress<>(
          "executions.list",
          Role.PROFILING,
          ListExecutions.class,
          Listed.class,
          RequestAddress.STORE);

  /** Ask for findings. */
  public static final RequestAddress<ListFindings, Findings> FINDINGS =
      new RequestAddress<>(
          "executions.findings",
          Role.PROFILING,
          ListFindings.class,
          Findings.class,
          RequestAddress.STORE);

  private Executions() {}
}
