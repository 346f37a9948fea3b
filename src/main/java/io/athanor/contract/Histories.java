package io.athanor.contract;

import io.athanor.contract.Plans.Finding;
import io.athanor.contract.Plans.Mode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The conversation about the plans that were seen of Athanor's statements while nodes worked. */
public final class Histories {

  /**
   * The plan of a statement of Athanor, taken on a node while it worked.
   *
   * @param statement its name
   * @param fingerprint of its text where the name has several; null where it has one
   * @param generic the server's JSON of the plan for any parameters, or null
   * @param custom that for the parameters of a slow execution, or null
   * @param slowMillis what that execution took, or 0
   */
  public record Sampled(
      String statement,
      String fingerprint,
      Json generic,
      Json custom,
      double slowMillis,
      Instant takenAt) {}

  /**
   * A plan of a statement as it is kept. What is added to one that is there already is in the
   * counts.
   *
   * @param fingerprint of its text where the name has several; null where it has one
   * @param mode for any parameters or for slow ones
   * @param currentSince when it was seen after another plan of its mode
   * @param taken how often it was seen
   * @param executions under a plan for any parameters, or slow ones of the other
   * @param millis of these executions together
   * @param scans the titles of the nodes that read tables and indexes
   * @param text the tree without constants, or null in a list of all
   */
  public record KeptPlan(
      String statement,
      String fingerprint,
      Mode mode,
      String hash,
      Instant firstSeen,
      Instant lastSeen,
      Instant currentSince,
      long taken,
      long executions,
      double millis,
      double cost,
      List<Finding> findings,
      List<String> scans,
      String text) {
    /** Copies the lists. */
    public KeptPlan {
      findings = List.copyOf(findings);
      scans = List.copyOf(scans);
    }

    /** Whether it is a plan of the same statement as another. */
    public boolean isOfSame(KeptPlan other) {
      return statement.equals(other.statement) && Objects.equals(fingerprint, other.fingerprint);
    }
  }

  /** Keeps plans that were seen; those that are older than what is kept change nothing. */
  public record Keep(List<KeptPlan> plans) {
    /** Copies the list. */
    public Keep {
      plans = List.copyOf(plans);
    }
  }

  /** They are kept. */
  public record Kept() {}

  /**
   * Asks for the plans that are kept.
   *
   * @param statement the one whose plans are wanted with their text, or null for all in short
   * @param limit statements at most
   * @param cursor where the page before ended, or null
   */
  public record ReadKept(String statement, int limit, String cursor) {}

  /**
   * Plans by statement, those of one together, the last seen first.
   *
   * @param nextCursor null when there are no more
   */
  public record KeptPage(List<KeptPlan> plans, String nextCursor) {
    /** Copies the list. */
    public KeptPage {
      plans = List.copyOf(plans);
    }
  }

  /**
   * Asks for the plans of statements.
   *
   * @param statement the one whose plans are wanted with their text, or null for all in short
   * @param limit statements at most
   * @param cursor where the page before ended, or null
   */
  public record ListPlans(String statement, int limit, String cursor, Caller caller) {
    /** Rejects a missing caller. */
    public ListPlans {
      Objects.requireNonNull(caller, "caller");
    }
  }

  /**
   * The plans that were seen, and those after which a statement took more than twice as long.
   *
   * @param nextCursor null when there are no more
   */
  public record PlanList(List<StatementPlans> statements, List<Flip> flips, String nextCursor) {
    /** Copies the lists. */
    public PlanList {
      statements = List.copyOf(statements);
      flips = List.copyOf(flips);
    }
  }

  /**
   * The plans of one statement, the current one first.
   *
   * @param fingerprint of its text where the name has several; null where it has one
   */
  public record StatementPlans(String statement, String fingerprint, List<SeenPlan> plans) {
    /** Copies the list. */
    public StatementPlans {
      plans = List.copyOf(plans);
    }
  }

  /**
   * One plan of a statement.
   *
   * @param current whether it is the last one that was seen of its mode
   * @param taken how often it was seen
   * @param executions while it was the current generic plan
   * @param meanMillis of these executions, or of the slow ones of a custom plan; null without any
   * @param text the tree without constants, or null in a list of all
   */
  public record SeenPlan(
      String hash,
      Mode mode,
      boolean current,
      Instant firstSeen,
      Instant lastSeen,
      long taken,
      long executions,
      Double meanMillis,
      double cost,
      List<Finding> findings,
      String text) {
    /** Copies the list. */
    public SeenPlan {
      findings = List.copyOf(findings);
    }
  }

  /** A statement that takes longer since it has another plan, and what is different, in words. */
  public record Flip(
      String statement,
      String before,
      String after,
      Instant at,
      double meanMillisBefore,
      double meanMillisAfter,
      String change) {}

  /** Keep what was seen. */
  public static final RequestAddress<Keep, Kept> KEEP =
      RequestAddress.toStore("plans.keep", Keep.class, Kept.class);

  /** What is kept. */
  public static final RequestAddress<ReadKept, KeptPage> KEPT =
      RequestAddress.toStore("plans.kept", ReadKept.class, KeptPage.class);

  /** Which plans were seen. */
  public static final RequestAddress<ListPlans, PlanList> LIST =
      new RequestAddress<>(
          "plans.list", Role.PROFILING, ListPlans.class, PlanList.class, RequestAddress.DESK);

  /** Announced by a node that has taken the plan of a statement. */
  public static final EventAddress<Sampled> SAMPLED =
      EventAddress.ofStore("plans.sampled", Sampled.class);

  private Histories() {}
}
