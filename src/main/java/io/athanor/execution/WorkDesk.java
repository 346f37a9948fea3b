package io.athanor.execution;

import io.athanor.bus.Bus;
import io.athanor.contract.Figures;
import io.athanor.contract.Figures.WorkFigures;
import io.athanor.contract.Operations;
import io.athanor.contract.Operations.PlacementReport;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Tells what the worker pool of a node decided and did; a node without sandboxes did nothing. */
final class WorkDesk {

  private static final WorkFigures NO_WORK =
      new WorkFigures(Instant.EPOCH, 0, 0, List.of(), Map.of(), null, Map.of());

  private WorkDesk() {}

  private static PlacementReport placement(WorkerPool pool) {
    WorkFigures work = pool == null ? NO_WORK : pool.figures();
    return new PlacementReport(work.load(), work.decisions());
  }

  /** Serves it; the pool is null where there is none. */
  static Future<?> serve(Bus bus, Supplier<WorkerPool> pool) {
    return Future.all(
        bus.serve(Operations.PLACEMENT, ask -> Future.succeededFuture(placement(pool.get()))),
        bus.serve(
            Figures.WORK,
            ask -> Future.succeededFuture(pool.get() == null ? NO_WORK : pool.get().figures())));
  }
}
