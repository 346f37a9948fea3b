package io.athanor.app;

import io.athanor.app.config.AthanorConfig;
import io.athanor.cache.CacheVerticle;
import io.athanor.contract.Role;
import io.athanor.execution.ExecutionVerticle;
import io.athanor.experiments.ExperimentsConfig;
import io.athanor.experiments.ExperimentsVerticle;
import io.athanor.http.Front;
import io.athanor.http.HttpVerticle;
import io.athanor.http.RouteTimes;
import io.athanor.operations.OperationsVerticle;
import io.athanor.persistence.Capture;
import io.athanor.persistence.CaptureConfig;
import io.athanor.persistence.ConnectionMeter;
import io.athanor.persistence.PersistenceVerticle;
import io.athanor.profiling.ProfilingConfig;
import io.athanor.profiling.ProfilingVerticle;
import io.athanor.research.ResearchVerticle;
import io.vertx.core.Deployable;

/**
 * The verticles of a node: which there are, and what each is made of. Who answers what stands in
 * {@code docs/event-bus.md}.
 */
final class DeploymentPlan {

  private final AthanorConfig config;
  private final ConnectionMeter connections = new ConnectionMeter();
  private final RouteTimes routes = new RouteTimes();

  DeploymentPlan(AthanorConfig config) {
    this.config = config;
  }

  /**
   * How many verticles a role has: HTTP and persistence one on each event loop, so that a request
   * need not leave the event loop of its connection.
   */
  int instances(Role role) {
    return role == Role.HTTP || role == Role.PERSISTENCE ? VertxFactory.EVENT_LOOPS : 1;
  }

  /**
   * A verticle of a role.
   *
   * @param ground what the components before it have made
   * @param instance counts from 0
   */
  Deployable verticle(Role role, Ground ground, int instance) {
    return switch (role) {
      case PERSISTENCE ->
          new PersistenceVerticle(
              ground.bus(),
              ground.database(),
              config.database().sharedBy(VertxFactory.EVENT_LOOPS),
              config.execution().maxLost(),
              instance == 0,
              new Capture(capture(), ground.slowLog(), connections));
      case CACHE -> new CacheVerticle(config.cache(), ground.bus());
      case PROFILING -> new ProfilingVerticle(config.profiling(), ground.bus());
      case OPERATIONS ->
          new OperationsVerticle(
              ground.operations(),
              ground.startup()::report,
              ground.configuration(),
              ground.bus(),
              ground.diagnostics());
      case RESEARCH -> new ResearchVerticle(ground.bus());
      case EXPERIMENTS -> new ExperimentsVerticle(ground.bus(), frontDesk());
      case EXECUTION ->
          new ExecutionVerticle(
              ground.bus(), config.execution(), ground.worker(), ground.farewell());
      case HTTP ->
          new HttpVerticle(
              config.http().sharedBy(VertxFactory.EVENT_LOOPS),
              ground.bus(),
              ground.home().adminKey()::matches,
              new Front(ground.door(), ground.startup(), routes),
              ground::listening);
    };
  }

  private CaptureConfig capture() {
    ProfilingConfig profiling = config.profiling();
    return new CaptureConfig(
        profiling.enabled(),
        profiling.maxStatements(),
        profiling.repeats(),
        profiling.slowLog().parameters());
  }

  private ExperimentsConfig frontDesk() {
    return new ExperimentsConfig(
        config.execution().limits().toLimits(),
        config.execution().ceilings().toLimits(),
        config.execution().runtimes());
  }
}
