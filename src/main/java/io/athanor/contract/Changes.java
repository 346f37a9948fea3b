package io.athanor.contract;

import io.athanor.contract.Advice.Level;
import io.athanor.contract.Advice.Recommendation;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** The conversation about indexes that are made or dropped on advice, and what came of it. */
public final class Changes {

  /** How far a change is. */
  public enum State {
    /** It is looked whether it can be done. */
    CHECKING,
    /** The index is being made or dropped. */
    BUILDING,
    /** It is done, and statements are compared. */
    WATCHING,
    /** It is done, and nothing got worse. */
    KEPT,
    /** It is being taken back. */
    REVERTING,
    /** It was taken back. */
    REVERTED,
    /** It was not begun. */
    REFUSED,
    /** It was begun and came to nothing. */
    FAILED
  }

  /** What comes of a look at statements. */
  public enum Verdict {
    WATCH,
    KEEP,
    REVERT
  }

  /**
   * Asks to do what an analysis recommends.
   *
   * @param recommendation its id
   * @param watchSeconds for how long statements are compared after it
   */
  public record Apply(UUID analysis, String recommendation, long watchSeconds, Caller caller) {
    /** Rejects a missing caller. */
    public Apply {
      Objects.requireNonNull(caller, "caller");
    }
  }

  /**
   * A change.
   *
   * @param level how it is known that it is good
   * @param builtAt when the index was there, or was gone; null before
   * @param watchUntil when the comparison ends; null before it begins
   * @param reason why it is in its state, in words, or null
   * @param notes what else is to be known
   * @param phase what the server does at present, or null
   * @param progress of the phase, 0 to 1
   * @param scans how often the index was read since it was made; null when there is none
   * @param statements what they took before and after, those that got worse first
   */
  public record Change(
      UUID id,
      UUID analysis,
      Recommendation recommendation,
      String apply,
      String revert,
      State state,
      Level level,
      long watchSeconds,
      Instant startedAt,
      Instant builtAt,
      Instant watchUntil,
      Instant endedAt,
      String reason,
      List<String> notes,
      String phase,
      double progress,
      Long scans,
      List<Compared> statements) {
    /** Copies the lists. */
    public Change {
      notes = List.copyOf(notes);
      statements = List.copyOf(statements);
    }
  }

  /**
   * A statement before and after a change.
   *
   * @param related whether it reads or writes the table, as far as one can see
   * @param regressed whether it is slower by more than chance
   */
  public record Compared(
      String name,
      String fingerprint,
      long countBefore,
      double meanMillisBefore,
      double p95MillisBefore,
      long countAfter,
      double meanMillisAfter,
      double p95MillisAfter,
      boolean related,
      boolean regressed) {}

  /**
   * Executions of one statement.
   *
   * @param nanos of all of them
   * @param maxNanos of the longest one
   * @param cells pairs: a cell of {@link Profiles#cell} and how many executions fell into it
   */
  public record Histogram(
      String name,
      String fingerprint,
      String text,
      long count,
      long nanos,
      long maxNanos,
      List<Long> cells) {
    /** Copies the list. */
    public Histogram {
      cells = List.copyOf(cells);
    }
  }

  /**
   * Begins a change in the store, which looks whether it can be done and begins to do it.
   *
   * @param before what statements took until now
   */
  public record Begin(Apply apply, List<Histogram> before) {
    /** Copies the list. */
    public Begin {
      before = List.copyOf(before);
    }
  }

  /** Asks for the change that this one watches, or that nobody watches any more. */
  public record Take(UUID watcher) {}

  /**
   * The change to watch.
   *
   * @param change null when there is none
   * @param after what its last watcher has seen since it was done
   * @param ended whether the time of its comparison is over
   */
  public record Taken(Change change, List<Histogram> before, List<Histogram> after, boolean ended) {
    /** Copies the lists. */
    public Taken {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  /**
   * Keeps what a look has shown, and does what it says.
   *
   * @param reason in words, or null
   */
  public record Look(
      UUID id,
      UUID watcher,
      Verdict verdict,
      String reason,
      List<Histogram> after,
      List<Compared> statements) {
    /** Copies the lists. */
    public Look {
      after = List.copyOf(after);
      statements = List.copyOf(statements);
    }
  }

  /** It was noted, or it is no longer watched by the one who says it. */
  public record Looked(boolean kept) {}

  /** Asks for one change. */
  public record Get(UUID id, Caller caller) {
    /** Rejects a missing caller. */
    public Get {
      Objects.requireNonNull(caller, "caller");
    }
  }

  /** Asks to take a change back. */
  public record Revert(UUID id, Caller caller) {
    /** Rejects a missing caller. */
    public Revert {
      Objects.requireNonNull(caller, "caller");
    }
  }

  /**
   * Asks for a page of all changes, the newest first.
   *
   * @param cursor where the page before ended, or null
   */
  public record ListPage(int limit, String cursor, Caller caller) {
    /** Rejects a missing caller. */
    public ListPage {
      Objects.requireNonNull(caller, "caller");
    }
  }

  /** A page of them. */
  public record Page(List<Change> items, String nextCursor) {
    /** Copies the list. */
    public Page {
      items = List.copyOf(items);
    }
  }

  /** Do what is recommended. */
  public static final RequestAddress<Apply, Change> APPLY =
      RequestAddress.toDesk("changes.apply", Role.PROFILING, Apply.class, Change.class);

  /** Begin it in the store. */
  public static final RequestAddress<Begin, Change> BEGIN =
      RequestAddress.toStore("changes.begin", Begin.class, Change.class);

  /** The change to watch. */
  public static final RequestAddress<Take, Taken> TAKE =
      RequestAddress.toStore("changes.take", Take.class, Taken.class);

  /** Keep what was seen. */
  public static final RequestAddress<Look, Looked> LOOK =
      RequestAddress.toStore("changes.look", Look.class, Looked.class);

  /** One change. */
  public static final RequestAddress<Get, Change> GET =
      RequestAddress.toStore("changes.get", Get.class, Change.class);

  /** All changes. */
  public static final RequestAddress<ListPage, Page> LIST =
      RequestAddress.toStore("changes.list", ListPage.class, Page.class);

  /** Take one back. */
  public static final RequestAddress<Revert, Change> REVERT =
      RequestAddress.toStore("changes.revert", Revert.class, Change.class);

  private Changes() {}
}
