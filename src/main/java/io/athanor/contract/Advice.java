package io.athanor.contract;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** The conversation about which indexes the database should have, and how that is known. */
public final class Advice {

  /** What is known of a recommendation, the least first. */
  public enum Level {
    /** By rule; nothing was asked. */
    GUESS,
    /** The planner was asked what it would do on a copy of the rows, or of a part of them. */
    COPY,
    /** The planner was asked what it would do. */
    PLANNER,
    /** It was built on a copy, and statements were timed. */
    CLOCK,
    /** It was built, and what happened was watched. */
    WATCHED
  }

  /** What is to be done. */
  public enum Kind {
    CREATE,
    DROP
  }

  /** How far an analysis is. */
  public enum State {
    RUNNING,
    DONE,
    FAILED
  }

  /**
   * Asks for an analysis. Only one goes on at a time, over all nodes.
   *
   * @param statements those that matter; none for what the nodes have observed and for all other
   *     statements of Athanor, as if each was executed once a day
   * @param budgetBytes that new indexes may have in all
   * @param copyBytes that a copy may have on which the choice is timed; null to ask the planner
   *     only
   */
  public record Analyze(
      List<Weighted> statements, long budgetBytes, Long copyBytes, Caller caller) {
    /** Copies the list. */
    public Analyze {
      statements = List.copyOf(statements);
      Objects.requireNonNull(caller, "caller");
    }
  }

  /**
   * A statement and how much it matters.
   *
   * @param name what it is called in the report
   * @param meanMillis of an execution; null when not known, then the planner's cost stands for it
   */
  public record Weighted(String name, String sql, double callsPerHour, Double meanMillis) {}

  /** Asks for an analysis; for the last one when the id is null. */
  public record Get(UUID id, Caller caller) {
    /** Rejects a missing caller. */
    public Get {
      Objects.requireNonNull(caller, "caller");
    }
  }

  /** An analysis; the failure is null unless it failed, and the report until it is done. */
  public record Analysis(
      UUID id, State state, Instant startedAt, Instant endedAt, String failure, Report report) {}

  /**
   * What an analysis has found.
   *
   * @param why it was not found by something better than {@code means}, and what would help; null
   *     for a twin
   * @param sample the copy that was planned on; null for other means
   * @param statements how many were analysed
   * @param millisBefore what all of them take in an hour now, in milliseconds
   * @param millisAfter what they would take with the recommended indexes, without writing them
   * @param recommendations the most useful first
   * @param notAnalysed statements about which nothing can be said
   * @param rejected candidates that are not recommended
   * @param clock what the clock has said; null when it was not asked
   * @param observed over what time; null in analyses of versions that did not keep it
   */
  public record Report(
      WhatIf.Means means,
      String why,
      Copies.Copy sample,
      int statements,
      long budgetBytes,
      double millisBefore,
      double millisAfter,
      List<Recommendation> recommendations,
      List<Reason> notAnalysed,
      List<Reason> rejected,
      Clocked clock,
      Observed observed) {
    /** Copies the lists. */
    public Report {
      recommendations = List.copyOf(recommendations);
      notAnalysed = List.copyOf(notAnalysed);
      rejected = List.copyOf(rejected);
    }
  }

  /**
   * Over what time it was observed what is executed and what is read.
   *
   * @param statements since when executions are counted; null when the statements were given
   * @param indexes since when reads of every index are counted; null when not known
   * @param hours that both have in common
   * @param enough to advise that an index be dropped which another one serves as well
   */
  public record Observed(Instant statements, Instant indexes, double hours, boolean enough) {}

  /**
   * How indexes were chosen by the clock. Times are those on the copy, in milliseconds an hour, of
   * the statements that an index changes and that ended.
   *
   * @param missing why nothing was timed, or null
   * @param copy null when there was none
   * @param millis how long building and timing took
   * @param timed how many statements were timed
   * @param millisBefore without any of the indexes
   * @param millisPlanner with all that the planner chose
   * @param millisAfter with those that are recommended
   * @param slower statements that are slower than before, noticeably
   * @param notTimed statements whose plans differ and that were not timed
   */
  public record Clocked(
      String missing,
      Copies.Copy copy,
      double millis,
      int timed,
      double millisBefore,
      double millisPlanner,
      double millisAfter,
      List<String> slower,
      List<Reason> notTimed) {
    /** Copies the lists. */
    public Clocked {
      slower = List.copyOf(slower);
      notTimed = List.copyOf(notTimed);
    }
  }

  /** What was left out, and why. */
  public record Reason(String what, String why) {}

  /**
   * An index to make or to drop.
   *
   * @param id the same in each analysis that finds it
   * @param benefit 1 to 10: each step is half a power of ten of milliseconds saved in an hour
   * @param apply the statement that does it
   * @param revert the statement that takes it back
   * @param bytes that it has or would have
   * @param buildMillis how long it takes to make, estimated
   * @param savedMillis in an hour, net of what it costs to write it; at {@link Level#CLOCK} by the
   *     times on the copy, and then of what was timed
   * @param writeMillis what it costs in an hour to write it; at {@link Level#CLOCK} on the copy
   * @param effects the statements that it changes, the one that gains most first
   * @param losers those that would be slower
   */
  public record Recommendation(
      String id,
      Kind kind,
      Level level,
      int benefit,
      String index,
      String table,
      String apply,
      String revert,
      long bytes,
      double buildMillis,
      double savedMillis,
      double writeMillis,
      String why,
      List<Effect> effects,
      List<String> losers) {
    /** Copies the lists. */
    public Recommendation {
      effects = List.copyOf(effects);
      losers = List.copyOf(losers);
    }
  }

  /**
   * What becomes of a statement. Costs are in the planner's units.
   *
   * @param before its cost without the change
   * @param after with this and all other recommended indexes
   * @param millisBefore what it took on the copy without the change; null when it was not timed
   * @param millisAfter the same with this and all other recommended indexes
   * @param notTimed why not, or null
   */
  public record Effect(
      String statement,
      double callsPerHour,
      double before,
      double after,
      Double millisBefore,
      Double millisAfter,
      String notTimed) {}

  /** Begins an analysis in the store; refused while another one goes on. */
  public record Begin() {}

  /** The analysis that was begun. */
  public record Begun(UUID id) {}

  /** Says that it goes on; a minute without a word, and it counts as failed. */
  public record Touch(UUID id) {}

  /** It was noted. */
  public record Noted() {}

  /** Ends an analysis, with one of the two. */
  public record Finish(UUID id, Report report, String failure) {}

  /** Begin an analysis. */
  public static final RequestAddress<Analyze, Analysis> ANALYZE =
      RequestAddress.toDesk("advice.analyze", Role.PROFILING, Analyze.class, Analysis.class);

  /** Look at one. */
  public static final RequestAddress<Get, Analysis> GET =
      RequestAddress.toStore("advice.get", Get.class, Analysis.class);

  /** Keep that one has begun. */
  public static final RequestAddress<Begin, Begun> BEGIN =
      RequestAddress.toStore("advice.begin", Begin.class, Begun.class);

  /** Keep that one goes on. */
  public static final RequestAddress<Touch, Noted> TOUCH =
      RequestAddress.toStore("advice.touch", Touch.class, Noted.class);

  /** Keep what one has found. */
  public static final RequestAddress<Finish, Noted> FINISH =
      RequestAddress.toStore("advice.finish", Finish.class, Noted.class);

  private Advice() {}
}
