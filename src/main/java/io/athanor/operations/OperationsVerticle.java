package io.athanor.operations;

import io.athanor.bus.Bus;
import io.athanor.bus.Correlation;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Diagnostics;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Json;
import io.athanor.contract.Operations;
import io.athanor.contract.Operations.HealthReport;
import io.athanor.contract.Role;
import io.athanor.operations.diagnostics.Diagnosis;
import io.athanor.operations.diagnostics.Sources;
import io.athanor.operations.report.PerformanceDesk;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/** Serves the conversation {@link Operations}, save what execution answers itself. */
public final class OperationsVerticle extends VerticleBase {

  private static final Duration BUDGET = Duration.ofSeconds(3);

  private final OperationsConfig config;
  private final Supplier<Json> startup;
  private final NodeBus node;
  private final Diagnosis diagnosis;
  private Bus bus;
  private RoleProbes probes;
  private Future<HealthReport> running;

  /**
   * Asks the roles over the bus.
   *
   * @param startup gives the start-up report as it is at the moment; must not block
   * @param sources what the diagnostics are read from
   */
  public OperationsVerticle(
      OperationsConfig config, Supplier<Json> startup, NodeBus node, Sources sources) {
    this.config = config;
    this.startup = startup;
    this.node = node;
    this.diagnosis = new Diagnosis(sources);
  }

  @Override
  public Future<?> start() {
    bus = node.open(Role.OPERATIONS);
    probes = new RoleProbes(vertx, bus, node, new RoleHealth(config));
    diagnosis.begin(vertx);
    return Future.all(
        bus.serve(Operations.HEALTH, request -> health()),
        bus.serve(Operations.STARTUP, request -> startup()),
        bus.serve(Diagnostics.SYSTEM, request -> diagnosis.report()),
        bus.serve(Diagnostics.SUMMARY, request -> diagnosis.summary()),
        new PerformanceDesk(bus, node, startup, diagnosis, Clock.systemUTC()).serve(),
        bus.serve(
            Operations.ping(Role.OPERATIONS),
            request -> Future.succeededFuture(new Operations.Pong(true, "answers"))));
  }

  /** Those who ask while the roles are being asked share the report: it is asked without a key. */
  private Future<HealthReport> health() {
    if (running != null) {
      return running;
    }
    // The pings must not end with the patience of the first who asks.
    Correlation.within(BUDGET);
    Future<HealthReport> report = probes.report();
    running = report;
    report.onComplete(done -> running = null);
    return report;
  }

  private Future<Document> startup() {
    return Future.succeededFuture(new Document(startup.get(), false));
  }

  @Override
  public Future<?> stop() {
    diagnosis.end();
    return bus.drain();
  }
}
