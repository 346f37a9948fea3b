package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Advice.Report;
import io.athanor.contract.Advice.Weighted;
import io.athanor.contract.Role;
import io.athanor.contract.WhatIf;
import io.athanor.contract.WhatIf.Answer;
import io.athanor.contract.WhatIf.Ask;
import io.athanor.contract.WhatIf.Described;
import io.athanor.persistence.twin.TwinSite;
import io.athanor.profiling.BusCopy;
import io.athanor.profiling.selection.Selection;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The product's advice about any database: the part of a node that answers what would be. */
public final class WhatIfNode implements AutoCloseable {

  private static final DatabaseConfig CONFIG =
      new DatabaseConfig(
          "",
          new DatabaseConfig.Embedded(0, 128L << 20, 100),
          new DatabaseConfig.Pool(
              2, 100, Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5)),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          0,
          Duration.ZERO,
          Duration.ofHours(24));

  private final Vertx vertx = Vertx.vertx();
  private final NodeBus node = NodeBus.create(vertx);

  /**
   * Begins to answer.
   *
   * @param database that is asked about, and the role that plans
   * @param site its server
   */
  public static WhatIfNode of(JdbcTarget database, TwinSite site) throws Exception {
    WhatIfNode whatIf = new WhatIfNode();
    DatabaseAccess access = new DatabaseAccess(database, Optional.empty(), Optional.of(site));
    whatIf.vertx.deployVerticle(whatIf.new Desk(access)).await(10, TimeUnit.SECONDS);
    return whatIf;
  }

  private final class Desk extends VerticleBase {
    private final DatabaseAccess access;
    private WhatIfDesk desk;
    private CopyDesk copies;
    private Database database;

    Desk(DatabaseAccess access) {
      this.access = access;
    }

    @Override
    public Future<?> start() {
      database = Database.open(vertx, access.node(), CONFIG, new StatementMeter());
      desk = new WhatIfDesk(vertx, access, database, () -> Future.succeededFuture(Map.of()));
      copies = new CopyDesk(vertx, access, CONFIG, database.seen());
      Bus bus = node.open(Role.PERSISTENCE);
      return Future.all(desk.serve(bus), copies.serve(bus));
    }

    @Override
    public Future<?> stop() {
      return copies.stop().eventually(desk::stop).eventually(database::close);
    }
  }

  /**
   * What the product recommends for a workload.
   *
   * @param budget bytes that indexes may have
   * @param copyBytes that a copy may have on which the choice is timed; 0 for the planner's choice
   */
  public Report advise(List<Weighted> workload, long budget, long copyBytes) throws Exception {
    Described described =
        node.open(Role.PROFILING)
            .request(WhatIf.DESCRIBE, new WhatIf.Describe(List.of()))
            .await(10, TimeUnit.SECONDS);
    Selection selection = new Selection(vertx, this::ask, false, described, Instant.now());
    if (copyBytes > 0) {
      selection.by(new BusCopy(vertx, node.open(Role.PROFILING), UUID.randomUUID()), copyBytes);
    }
    return selection.of(workload, budget).await(60, TimeUnit.MINUTES);
  }

  private Future<Answer> ask(Ask ask) {
    return node.open(Role.PROFILING).request(WhatIf.ASK, ask);
  }

  @Override
  public void close() {
    try {
      vertx.close().await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("it does not end", e);
    }
  }
}
