package io.athanor.contract;

import io.athanor.contract.WhatIf.Made;
import io.athanor.contract.WhatIf.Trial;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The conversation about a copy of the database on which indexes are built and statements are
 * timed. There is one at a time on a node. What takes long is begun and then looked at; a copy that
 * nobody looks at for half a minute is removed.
 */
public final class Copies {

  /**
   * Begins to make a copy.
   *
   * @param id by which it is known
   * @param tables whose rows it has, {@code schema.table}
   * @param bytes that it may have; if the tables have more it is a sample of their pages
   */
  public record Make(UUID id, List<String> tables, long bytes) {
    /** Copies the list. */
    public Make {
      tables = List.copyOf(tables);
    }
  }

  /**
   * Begins to build indexes where they are missing, and to time statements. A statement whose plan
   * is the same in all of its trials is not executed, and neither is what was timed with the same
   * plan before.
   *
   * @param own whether the statements are planned as the node plans its own
   * @param trials the first is what the others are compared with
   */
  public record Clock(UUID id, boolean own, List<String> statements, List<Trial> trials) {
    /** Copies the lists. */
    public Clock {
      statements = List.copyOf(statements);
      trials = List.copyOf(trials);
    }
  }

  /** Asks how far it is. */
  public record Look(UUID id) {}

  /** Ends what goes on and removes the copy. */
  public record Remove(UUID id) {}

  /** It goes on, or is done. */
  public record Noted() {}

  /**
   * How far it is.
   *
   * @param going whether something goes on
   * @param failure why what went on last came to nothing, or null
   * @param copy null until it is there
   * @param timed what came of each trial of what was timed last
   */
  public record Looked(boolean going, String failure, Copy copy, List<Timed> timed) {
    /** Copies the list. */
    public Looked {
      timed = List.copyOf(timed);
    }
  }

  /**
   * A copy.
   *
   * @param bytes that it had when it was filled
   * @param part of the pages of its tables that it has; 1 for all of them
   * @param millis how long it took to make
   */
  public record Copy(long bytes, double part, double millis) {}

  /**
   * What came of one trial.
   *
   * @param made its indexes, with their real sizes
   * @param times of its statements, in the order of {@link Trial#statements}
   */
  public record Timed(List<Made> made, List<Time> times) {
    /** Copies the lists. */
    public Timed {
      made = List.copyOf(made);
      times = List.copyOf(times);
    }
  }

  /**
   * How long a statement took.
   *
   * @param millis the best of several executions; null when it was not executed
   * @param ended whether it ended; else it was given up after this time
   * @param indexes that its plan uses
   * @param why it was not executed although its plans differ, or null
   */
  public record Time(Double millis, boolean ended, List<String> indexes, String why) {
    /** Copies the list. */
    public Time {
      indexes = List.copyOf(indexes);
    }
  }

  private static final Duration REMOVAL = Duration.ofSeconds(8);

  /** Begin to make one. */
  public static final RequestAddress<Make, Noted> MAKE =
      RequestAddress.toStore("copies.make", Make.class, Noted.class);

  /** Begin to time statements on it. */
  public static final RequestAddress<Clock, Noted> CLOCK =
      RequestAddress.toStore("copies.clock", Clock.class, Noted.class);

  /** Look how far it is. */
  public static final RequestAddress<Look, Looked> LOOK =
      RequestAddress.toStore("copies.look", Look.class, Looked.class);

  /** Remove it. */
  public static final RequestAddress<Remove, Noted> REMOVE =
      new RequestAddress<>("copies.remove", Role.PERSISTENCE, Remove.class, Noted.class, REMOVAL);

  private Copies() {}
}
