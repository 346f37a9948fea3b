package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Everything that takes plans in one verticle: for people, of its own statements, and for
 * circumstances that there are not.
 */
final class PlanTaking {

  private final Bus bus;
  private final Explainer explainer;
  private final PlanSampler sampler;
  private final WhatIfDesk whatIf;
  private final CopyDesk copies;
  private final AnalysisStore analyses;
  private final ChangeDesk changes;
  private final PlanStore kept;

  /**
   * Begins with the plans of the verticle's statements.
   *
   * @param first whether it takes those that are not slow in turn, for all verticles of the node
   */
  PlanTaking(
      Vertx vertx,
      Bus bus,
      DatabaseAccess access,
      DatabaseConfig config,
      Database database,
      boolean first) {
    this.bus = bus;
    explainer = new Explainer(vertx, access, config);
    whatIf = new WhatIfDesk(vertx, access, database, explainer::named);
    copies = new CopyDesk(vertx, access, config, database.seen());
    analyses = new AnalysisStore(database);
    kept = new PlanStore(database);
    ChangeChecks checks =
        new ChangeChecks(
            vertx, database, access.site().map(site -> ChangeChecks.disk(site.data())));
    changes = new ChangeDesk(vertx, analyses, database, checks, IndexWork.usual(access.node()));
    sampler =
        new PlanSampler(
            vertx,
            bus,
            ConnectionSettings.server(access.node(), config),
            config.plansPerMinute(),
            explainer::named,
            first);
    database.onSlow(sampler);
    sampler.start();
  }

  /** The executions under plans that are kept. */
  PlanCounts counts() {
    return kept.counts();
  }

  /** Completes when people can ask. */
  Future<?> serve() {
    return Future.all(
        explainer.serve(bus),
        whatIf.serve(bus),
        copies.serve(bus),
        analyses.serve(bus),
        kept.serve(bus),
        changes.serve(bus));
  }

  Future<Void> stop() {
    sampler.stop();
    return changes.stop().eventually(copies::stop).eventually(whatIf::stop);
  }
}
