package io.athanor.contract;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The conversation about what a role counts of its own work, for reports. */
public final class Figures {

  /** Asks for the figures of the connection pool of a node. */
  public record ReadPool() {}

  /**
   * The connections of a node to its database. In use and idle together are the connections that
   * are open; none of them is ever below nothing.
   *
   * @param size connections at most
   * @param waiting who waits for one now
   * @param acquired how often one was got
   * @param timeouts how often none came in time, or too many waited
   * @param waited how long it took to get one
   * @param waits how many waited no longer than each of {@link Profiles#BOUNDARIES_MILLIS}
   */
  public record PoolFigures(
      Instant since,
      int size,
      long inUse,
      long idle,
      long waiting,
      long maxWaiting,
      long acquired,
      long timeouts,
      Spread waited,
      List<Long> waits) {
    /** Copies the list. */
    public PoolFigures {
      waits = List.copyOf(waits);
    }
  }

  /** Asks for the largest tables as the server estimates them. */
  public record ReadTables() {}

  /**
   * A table with its partitions.
   *
   * @param rows as the server estimated them when it last looked; null when it never did
   */
  public record TableEstimate(String name, Long rows, double mb) {}

  /** The largest tables. Nothing was counted for it. */
  public record TableEstimates(List<TableEstimate> tables) {
    /** Copies the list. */
    public TableEstimates {
      tables = List.copyOf(tables);
    }
  }

  /** Asks for the requests of a node. */
  public record ReadHttp() {}

  /**
   * One route since the start.
   *
   * @param refused answers with a status from 400 to 499
   * @param failed answers with a status from 500 on
   * @param streams whether its answers last as long as somebody listens
   */
  public record Route(
      String method, String path, long refused, long failed, boolean streams, Spread time) {}

  /** The routes that were used, the most time in all first. */
  public record HttpFigures(Instant since, List<Route> routes) {
    /** Copies the list. */
    public HttpFigures {
      routes = List.copyOf(routes);
    }
  }

  /** Asks for the attempts of a node. */
  public record ReadWork() {}

  /**
   * One phase of the attempts.
   *
   * @param name queued, prepare, start, run, store or commit
   */
  public record Phase(String name, Spread time) {}

  /**
   * What the attempts of a node were about since its start.
   *
   * @param verdicts how they ended
   * @param load what its machine bears; null before it was measured
   * @param decisions how often it asked for work or did not, by the reason
   */
  public record WorkFigures(
      Instant since,
      int slots,
      int running,
      List<Phase> phases,
      Map<String, Long> verdicts,
      Nodes.Load load,
      Map<String, Long> decisions) {
    /** Copies the collections. */
    public WorkFigures {
      phases = List.copyOf(phases);
      verdicts = Collections.unmodifiableMap(new TreeMap<>(verdicts));
      decisions = Collections.unmodifiableMap(new TreeMap<>(decisions));
    }
  }

  /** Ask for the pool. */
  public static final RequestAddress<ReadPool, PoolFigures> POOL =
      RequestAddress.toStore("figures.pool", ReadPool.class, PoolFigures.class);

  /** Ask for the tables. */
  public static final RequestAddress<ReadTables, TableEstimates> TABLES =
      RequestAddress.toStore("figures.tables", ReadTables.class, TableEstimates.class);

  /** Ask for the requests. */
  public static final RequestAddress<ReadHttp, HttpFigures> HTTP =
      new RequestAddress<>(
          "figures.http", Role.HTTP, ReadHttp.class, HttpFigures.class, RequestAddress.STORE);

  /** Ask for the attempts. */
  public static final RequestAddress<ReadWork, WorkFigures> WORK =
      new RequestAddress<>(
          "figures.work", Role.EXECUTION, ReadWork.class, WorkFigures.class, RequestAddress.STORE);

  private Figures() {}
}
