package io.athanor.profiling;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Operations;
import io.athanor.contract.Plans;
import io.athanor.contract.Profiles;
import io.athanor.contract.Role;
import io.athanor.profiling.plans.PlanBook;
import io.athanor.profiling.plans.PlanReport;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves the conversations {@link Profiles} and {@link Plans}: hears what all nodes observe and
 * reports on it, and says what is to be thought of a plan.
 */
public final class ProfilingVerticle extends VerticleBase {

  private final ProfilingConfig config;
  private final NodeBus node;
  private final Workload workload;
  private final PlanBook plans = new PlanBook();
  private Bus bus;

  /** A report of its own for this verticle. */
  public ProfilingVerticle(ProfilingConfig config, NodeBus node) {
    this.config = config;
    this.node = node;
    this.workload = new Workload(config.maxStatements());
  }

  @Override
  public Future<?> start() {
    bus = node.open(Role.PROFILING);
    List<Future<Void>> ready = new ArrayList<>();
    if (config.enabled()) {
      ready.add(
          bus.listen(
              Profiles.STATEMENTS_OBSERVED,
              observed -> {
                workload.observe(observed);
                plans.observed(observed);
              }));
      ready.add(bus.listen(Plans.SAMPLED, plans::sampled));
    }
    ready.add(
        bus.serve(Plans.EXPLAIN, asked -> bus.request(Plans.TAKE, asked).map(PlanReport::of)));
    ready.add(bus.serve(Plans.LIST, asked -> Future.succeededFuture(plans.list(asked))));
    ready.add(bus.serve(Profiles.STATEMENTS, request -> Future.succeededFuture(workload.report())));
    ready.add(bus.serve(Operations.ping(Role.PROFILING), request -> pong()));
    return Future.all(ready);
  }

  private Future<Operations.Pong> pong() {
    String detail = config.enabled() ? workload.summary() : "disabled";
    return Future.succeededFuture(new Operations.Pong(true, detail));
  }

  @Override
  public Future<?> stop() {
    return bus.drain();
  }
}
