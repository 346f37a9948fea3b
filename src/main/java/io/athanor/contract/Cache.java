package io.athanor.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The conversation about remembered answers. */
public final class Cache {

  /**
   * Asks for the answer to an idempotent request, remembered or fresh. Equal requests in flight
   * share one load.
   *
   * @param address where the request would have gone
   * @param request the request in its wire form
   * @param ttl how long an answer may be remembered
   * @param tags words under which the answer is forgotten
   */
  public record Read(String address, Json request, Duration ttl, List<String> tags) {
    /** Copies the list. */
    public Read {
      tags = List.copyOf(tags);
    }
  }

  /**
   * The answer in its wire form.
   *
   * @param hit whether it was remembered
   */
  public record Answer(Json reply, boolean hit) {}

  /** Something under these tags has changed. */
  public record Invalidated(List<String> tags) {
    /** Copies the list. */
    public Invalidated {
      tags = List.copyOf(tags);
    }
  }

  /** Asks how the cache is doing. */
  public record Stats() {}

  /**
   * The cache in numbers since the start. Every read is a hit or a miss; every miss is a load, was
   * coalesced, or was refused because too many loads were in progress.
   *
   * @param loads that were begun
   * @param invalidated answers that were forgotten because something changed
   * @param coalesced misses that waited for a load that had begun already
   * @param failed loads that failed
   * @param evicted answers that had to make room
   * @param expired answers whose time was over
   * @param hitsByTier the hits, by the tier that had the answer
   */
  public record StatsReport(
      long entries,
      long hits,
      long misses,
      long loads,
      long invalidated,
      long coalesced,
      long failed,
      long evicted,
      long expired,
      Map<String, Long> hitsByTier) {
    /** Copies the map. */
    public StatsReport {
      hitsByTier = hitsByTier == null ? Map.of() : Map.copyOf(hitsByTier);
    }
  }

  /** Read through the cache. */
  public static final RequestAddress<Read, Answer> READ =
      RequestAddress.toDesk("cache.read", Role.CACHE, Read.class, Answer.class);

  /** See its numbers. */
  public static final RequestAddress<Stats, StatsReport> STATS =
      new RequestAddress<>(
          "cache.stats", Role.CACHE, Stats.class, StatsReport.class, RequestAddress.STORE);

  /** Announced after the commit of a write. */
  public static final EventAddress<Invalidated> INVALIDATED =
      EventAddress.ofStore("cache.invalidated", Invalidated.class);

  private Cache() {}
}
