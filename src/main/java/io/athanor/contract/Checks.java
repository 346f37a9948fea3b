package io.athanor.contract;

import java.time.Instant;
import java.util.List;

/** The conversation about what must hold of the experiments in the database, whatever happened. */
public final class Checks {

  /** Begins a check, or joins the one that runs. */
  public record Begin(Caller caller) {}

  /** Asks how far the last check of this node is. */
  public record Look(Caller caller) {}

  /** How far a check is. */
  public enum Progress {
    NEVER,
    RUNNING,
    DONE,
    FAILED
  }

  /**
   * A check of everything in one snapshot.
   *
   * @param problem why it failed, or null
   */
  public record Report(
      Progress progress,
      Instant startedAt,
      Instant finishedAt,
      String problem,
      List<Invariant> invariants) {
    /** Copies the list. */
    public Report {
      invariants = List.copyOf(invariants);
    }
  }

  /**
   * What was looked at.
   *
   * @param name the invariant, with its number
   * @param broken what breaks it, the first of it; empty when it holds
   */
  public record Invariant(String name, List<String> broken, long millis) {
    /** Copies the list. */
    public Invariant {
      broken = List.copyOf(broken);
    }
  }

  /** Begin. */
  public static final RequestAddress<Begin, Report> BEGIN =
      RequestAddress.toStore("checks.begin", Begin.class, Report.class);

  /** Look. */
  public static final RequestAddress<Look, Report> LOOK =
      RequestAddress.toStore("checks.look", Look.class, Report.class);

  private Checks() {}
}
