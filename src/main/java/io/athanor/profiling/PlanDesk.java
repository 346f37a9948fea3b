package io.athanor.profiling;

import io.athanor.bus.Bus;
import io.athanor.contract.Plans;
import io.athanor.contract.Plans.ListPlans;
import io.athanor.contract.Plans.PlanList;
import io.athanor.contract.WhatIf;
import io.athanor.profiling.plans.PlanBook;
import io.athanor.profiling.plans.PlanReport;
import io.vertx.core.Future;

/** Explains statements, and lists the plans that were seen of Athanor's own. */
final class PlanDesk {

  private final Bus bus;
  private final Workload workload;
  private final PlanBook plans;

  PlanDesk(Bus bus, Workload workload, PlanBook plans) {
    this.bus = bus;
    this.workload = workload;
    this.plans = plans;
  }

  Future<Void> serve() {
    return Future.all(
            bus.serve(Plans.EXPLAIN, asked -> bus.request(Plans.TAKE, asked).map(PlanReport::of)),
            bus.serve(Plans.LIST, this::list))
        .mapEmpty();
  }

  private Future<PlanList> list(ListPlans asked) {
    PlanList found = plans.list(asked);
    String name = asked.statement();
    if (name == null || !found.statements().isEmpty() || workload.knows(name)) {
      return Future.succeededFuture(found);
    }
    return bus.request(WhatIf.STATEMENTS, new WhatIf.ListStatements())
        .map(
            all -> {
              if (all.statements().stream().noneMatch(one -> one.name().equals(name))) {
                throw NoStatement.named(name);
              }
              return found;
            });
  }
}
