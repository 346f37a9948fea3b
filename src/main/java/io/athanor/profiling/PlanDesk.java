package io.athanor.profiling;

import io.athanor.bus.Bus;
import io.athanor.contract.Histories;
import io.athanor.contract.Histories.KeptPage;
import io.athanor.contract.Histories.KeptPlan;
import io.athanor.contract.Histories.ListPlans;
import io.athanor.contract.Histories.PlanList;
import io.athanor.contract.Histories.ReadKept;
import io.athanor.contract.Plans;
import io.athanor.contract.WhatIf;
import io.athanor.profiling.plans.PlanHistory;
import io.athanor.profiling.plans.PlanReport;
import io.athanor.profiling.plans.TakenPlans;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Explains statements, has the plans kept that were seen of Athanor's own, and lists these. What is
 * kept is in the store; here is only what was seen since it was last written.
 */
final class PlanDesk {

  private static final Logger LOG = LoggerFactory.getLogger(PlanDesk.class);
  private static final long WRITE_MILLIS = 10_000;

  /** With texts of 8 kB each a message stays small. */
  private static final int AT_ONCE = 8;

  private final Vertx vertx;
  private final Bus bus;
  private final Workload workload;
  private final TakenPlans taken = new TakenPlans();
  private Future<Void> writing = Future.succeededFuture();
  private long timer = -1;

  PlanDesk(Vertx vertx, Bus bus, Workload workload) {
    this.vertx = vertx;
    this.bus = bus;
    this.workload = workload;
  }

  /**
   * Begins.
   *
   * @param seen whether plans that were seen are to be kept
   */
  Future<Void> serve(boolean seen) {
    if (seen) {
      timer = vertx.setPeriodic(WRITE_MILLIS, tick -> write());
    }
    return Future.all(
            seen ? bus.listen(Histories.SAMPLED, taken::add) : Future.succeededFuture(),
            bus.serve(Plans.EXPLAIN, asked -> bus.request(Plans.TAKE, asked).map(PlanReport::of)),
            bus.serve(Histories.LIST, this::list))
        .mapEmpty();
  }

  /** What is written comes before what is read. */
  private Future<Void> write() {
    writing = writing.transform((before, cause) -> next());
    return writing;
  }

  private Future<Void> next() {
    List<KeptPlan> some = taken.take(AT_ONCE);
    if (some.isEmpty()) {
      return Future.succeededFuture();
    }
    return bus.request(Histories.KEEP, new Histories.Keep(some))
        .transform(
            (kept, cause) -> {
              if (cause != null) {
                LOG.debug("plans are kept later: {}", cause.getMessage());
                taken.back(some);
                return Future.succeededFuture();
              }
              return next();
            });
  }

  private Future<PlanList> list(ListPlans asked) {
    return write()
        .compose(
            written ->
                bus.request(
                    Histories.KEPT, new ReadKept(asked.statement(), asked.limit(), asked.cursor())))
        .compose(page -> known(asked, page))
        .map(PlanDesk::list);
  }

  private static PlanList list(KeptPage page) {
    List<PlanHistory> all = PlanHistory.of(page.plans());
    return new PlanList(
        all.stream().map(PlanHistory::list).toList(),
        all.stream().map(PlanHistory::flip).flatMap(Optional::stream).toList(),
        page.nextCursor());
  }

  private Future<KeptPage> known(ListPlans asked, KeptPage page) {
    String name = asked.statement();
    if (name == null || !page.plans().isEmpty() || workload.knows(name)) {
      return Future.succeededFuture(page);
    }
    return bus.request(WhatIf.STATEMENTS, new WhatIf.ListStatements())
        .map(
            all -> {
              if (all.statements().stream().noneMatch(one -> one.name().equals(name))) {
                throw NoStatement.named(name);
              }
              return page;
            });
  }

  /** Ends when what was seen is written, or cannot be. */
  Future<Void> stop() {
    vertx.cancelTimer(timer);
    return write();
  }
}
