package io.athanor.contract;

import java.util.List;
import java.util.Map;

/** The conversation about what the database server itself counts. */
public final class ServerCounters {

  /** Asks for the counters of all statements that the server knows. */
  public record Read() {}

  /**
   * What the server counted of one statement since its own last reset, on all nodes.
   *
   * @param queryIds the server's identifiers of it
   * @param blocksHit found in the server's memory
   * @param blocksRead from outside of it
   */
  public record Counted(
      List<String> queryIds,
      long calls,
      long rows,
      double totalMillis,
      long blocksHit,
      long blocksRead,
      long tempBlocks,
      long walBytes) {
    /** Copies the list. */
    public Counted {
      queryIds = List.copyOf(queryIds);
    }
  }

  /**
   * The counters by fingerprint.
   *
   * @param missing why there are none, with what to do about it; null when there are
   */
  public record Counters(Map<String, Counted> statements, String missing) {
    /** Copies the map. */
    public Counters {
      statements = Map.copyOf(statements);
    }
  }

  /** Ask for the counters. */
  public static final RequestAddress<Read, Counters> READ =
      RequestAddress.toStore("counters.read", Read.class, Counters.class);

  private ServerCounters() {}
}
