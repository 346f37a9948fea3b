package io.athanor.experiments;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Accepted;
import io.athanor.contract.Experiments.Submit;
import io.athanor.contract.Experiments.Submitted;
import io.athanor.contract.Nodes.Node;
import io.athanor.contract.Operations;
import io.athanor.contract.Queue;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;

/** The front desk. */
public final class ExperimentsVerticle extends VerticleBase {

  private final NodeBus node;
  private final SubmissionPlanner planner;
  private Bus bus;
  private RuntimeOffers offers;

  /** Prepares the verticle. */
  public ExperimentsVerticle(NodeBus node, ExperimentsConfig config) {
    this.node = node;
    this.planner = new SubmissionPlanner(config);
  }

  @Override
  public Future<?> start() {
    bus = node.open(Role.EXPERIMENTS);
    offers = new RuntimeOffers(bus);
    return Future.all(
        bus.serve(Experiments.SUBMIT, this::submit),
        bus.serve(
            Operations.ping(Role.EXPERIMENTS),
            ping -> Future.succeededFuture(new Operations.Pong(true, "accepts submissions"))));
  }

  private Future<Submitted> submit(Submit submit) {
    List<Planned> planned = planner.plan(submit.experiments());
    Faults faults = new Faults();
    return offers
        .check(planned, faults)
        .compose(
            workers ->
                faults.none()
                    ? store(submit, planned).map(stored -> warned(stored, planned, workers))
                    : Future.failedFuture(faults.refusal()));
  }

  private Future<Submitted> store(Submit submit, List<Planned> planned) {
    return bus.request(
        Queue.INSERT,
        new Queue.Insert(
            planned, submit.caller(), submit.idempotencyKey(), submit.requestDigest()));
  }

  private static Submitted warned(Submitted stored, List<Planned> planned, List<Node> workers) {
    List<Accepted> accepted = new ArrayList<>(planned.size());
    for (int i = 0; i < planned.size(); i++) {
      Accepted one = stored.experiments().get(i);
      String warning =
          one.state().terminal() ? null : RuntimeOffers.warning(planned.get(i), workers);
      accepted.add(
          warning == null
              ? one
              : new Accepted(
                  one.id(), one.state(), one.fingerprint(), one.reusedFrom(), List.of(warning)));
    }
    return new Submitted(accepted);
  }

  @Override
  public Future<?> stop() {
    return bus.drain();
  }
}
