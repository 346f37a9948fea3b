package io.athanor.operations;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Diagnostics;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Json;
import io.athanor.contract.Operations;
import io.athanor.contract.Role;
import io.athanor.operations.diagnostics.Diagnosis;
import io.athanor.operations.diagnostics.Sources;
import io.athanor.operations.report.PerformanceDesk;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Serves the conversation {@link Operations}, save what execution answers itself. */
public final class OperationsVerticle extends VerticleBase {

  private final OperationsConfig config;
  private final Supplier<Json> startup;
  private final Supplier<Json> configuration;
  private final NodeBus node;
  private final Diagnosis diagnosis;
  private Bus bus;
  private HealthRegistry registry;
  private Outside outside;

  /**
   * Asks the roles over the bus.
   *
   * @param startup gives the start-up report as it is at the moment; must not block
   * @param configuration tells what was found in the configuration, without secrets
   * @param sources what the diagnostics are read from
   */
  public OperationsVerticle(
      OperationsConfig config,
      Supplier<Json> startup,
      Supplier<Json> configuration,
      NodeBus node,
      Sources sources) {
    this.configuration = configuration;
    this.config = config;
    this.startup = startup;
    this.node = node;
    this.diagnosis = new Diagnosis(sources);
  }

  @Override
  public Future<?> start() {
    bus = node.open(Role.OPERATIONS);
    diagnosis.begin(vertx);
    outside =
        new Outside(vertx, config.integrations().allowLinkLocal(), IntegrationChecks.DEADLINE);
    registry = new HealthRegistry(checks(), System::nanoTime, Clock.systemUTC());
    long refresh = config.refreshEvery().toMillis();
    if (refresh > 0) {
      vertx.setPeriodic(refresh, tick -> registry.refresh());
    }
    return Future.all(
        List.of(
            bus.serve(
                Operations.HEALTH, request -> registry.report(request.group(), request.millis())),
            bus.serve(Operations.STARTUP, request -> startup()),
            bus.serve(Diagnostics.SYSTEM, request -> diagnosis.report()),
            bus.serve(Diagnostics.SUMMARY, request -> diagnosis.summary()),
            new PerformanceDesk(bus, node, startup, diagnosis, Clock.systemUTC()).serve(),
            bus.serve(
                Operations.CONFIGURATION,
                request -> Future.succeededFuture(new Document(configuration.get(), false))),
            bus.serve(
                Operations.ping(Role.OPERATIONS),
                request -> Future.succeededFuture(new Operations.Pong(true, "answers")))));
  }

  private List<HealthCheck> checks() {
    List<HealthCheck> all = new ArrayList<>();
    all.addAll(new RoleProbes(bus, node, new RoleHealth(config)).checks());
    all.addAll(LocalChecks.of(vertx, config));
    all.addAll(new IntegrationChecks(outside, config.integrations()).checks());
    return all;
  }

  private Future<Document> startup() {
    return Future.succeededFuture(new Document(startup.get(), false));
  }

  @Override
  public Future<?> stop() {
    diagnosis.end();
    return bus.drain().eventually(outside::close);
  }
}
