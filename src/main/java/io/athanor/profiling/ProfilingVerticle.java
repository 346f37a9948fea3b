package io.athanor.profiling;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Executions;
import io.athanor.contract.Operations;
import io.athanor.contract.Profiles;
import io.athanor.contract.Role;
import io.athanor.contract.ServerCounters;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Serves the conversations {@link Profiles} and {@link Plans}: hears what all nodes observe and
 * reports on it, and says what is to be thought of a plan.
 */
public final class ProfilingVerticle extends VerticleBase {

  /** Our own figures must not wait for a server that is busy. */
  private static final long SERVER_MILLIS = 1_500;

  private static final ServerCounters.Counters UNASKED =
      new ServerCounters.Counters(Map.of(), null);

  private static final ServerCounters.Counters AWAY =
      new ServerCounters.Counters(
          Map.of(), "The database did not tell its counters in time; ask again.");

  private final ProfilingConfig config;
  private final NodeBus node;
  private final Clock clock;
  private final Workload workload;
  private Bus bus;
  private PlanDesk plans;

  /** A report of its own for this verticle. */
  public ProfilingVerticle(ProfilingConfig config, NodeBus node) {
    this(config, node, Clock.systemUTC());
  }

  ProfilingVerticle(ProfilingConfig config, NodeBus node, Clock clock) {
    this.config = config;
    this.node = node;
    this.clock = clock;
    this.workload = new Workload(config.maxStatements(), clock.instant());
  }

  @Override
  public Future<?> start() {
    bus = node.open(Role.PROFILING);
    List<Future<Void>> ready = new ArrayList<>();
    if (config.enabled()) {
      ready.add(bus.listen(Profiles.STATEMENTS_OBSERVED, workload::observe));
    }
    plans = new PlanDesk(vertx, bus, workload);
    ready.add(plans.serve(config.enabled()));
    ready.add(new ForecastDesk(bus).serve());
    ready.add(new AdviceDesk(vertx, bus, workload, clock).serve());
    ready.add(new ChangeWatcher(vertx, bus, workload, config.enabled()).serve());
    ready.add(bus.listen(Profiles.STATISTICS_RESET, reset -> workload.resetAt(reset.since())));
    ready.add(bus.serve(Profiles.STATEMENTS, this::report));
    ready.add(bus.serve(Profiles.RESET, this::reset));
    ready.add(bus.serve(Executions.LIST, list -> Future.succeededFuture(workload.list(list))));
    ready.add(
        bus.serve(
            Executions.FINDINGS,
            list ->
                Future.succeededFuture(new Executions.Findings(workload.findings(list.limit())))));
    ready.add(bus.serve(Operations.ping(Role.PROFILING), request -> pong()));
    return Future.all(ready);
  }

  private Future<Profiles.StatementsReport> report(Profiles.Statements request) {
    Future<ServerCounters.Counters> server =
        request.server()
            ? bus.request(ServerCounters.READ, new ServerCounters.Read())
                .timeout(SERVER_MILLIS, TimeUnit.MILLISECONDS)
                .otherwise(AWAY)
            : Future.succeededFuture(UNASKED);
    return server.map(workload::report);
  }

  /** Here at once, so that who asked sees it; everywhere else when they hear of it. */
  private Future<Profiles.ResetDone> reset(Profiles.Reset request) {
    Instant now = clock.instant();
    Profiles.ResetDone done = workload.reset(now);
    bus.publish(Profiles.STATISTICS_RESET, new Profiles.StatisticsReset(now));
    return Future.succeededFuture(done);
  }

  private Future<Operations.Pong> pong() {
    String detail = config.enabled() ? workload.summary() : "disabled";
    return Future.succeededFuture(new Operations.Pong(true, detail));
  }

  @Override
  public Future<?> stop() {
    return plans.stop().eventually(bus::drain);
  }
}
