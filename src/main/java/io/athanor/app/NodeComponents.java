package io.athanor.app;

import io.athanor.app.config.AthanorConfig;
import io.athanor.app.home.NodeHome;
import io.athanor.app.startup.Component;
import io.athanor.app.startup.Started;
import io.athanor.app.startup.StartupReport;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Json;
import io.athanor.contract.Role;
import io.athanor.execution.Worker;
import io.athanor.operations.OperationsConfig;
import io.athanor.persistence.DatabaseAccess;
import io.athanor.persistence.Migrations;
import io.athanor.persistence.SlowLog;
import io.athanor.profiling.ProfilingConfig;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The components of a node with their needs: what the verticles stand on, the verticles of its
 * roles, and its address at the end.
 */
final class NodeComponents {

  private static final Logger LOG = LoggerFactory.getLogger(NodeComponents.class);

  private static final String VERTX = "vertx";
  private static final String BUS = "bus";
  private static final String SERVER = "database-server";
  private static final String MIGRATIONS = "migrations";
  private static final String SLOW_LOG = "slow-log";
  private static final String SANDBOX = "sandbox";
  private static final Duration HEALTH_REFRESH = Duration.ofSeconds(1);

  private final AthanorConfig config;
  private final NodeHome home;
  private final Supplier<StartupReport> report;
  private final Json configuration;
  private final DeploymentPlan plan;
  private final Set<Role> roles;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();

  NodeComponents(
      AthanorConfig config, NodeHome home, Supplier<StartupReport> report, Json configuration) {
    this.configuration = configuration;
    this.config = config;
    this.home = home;
    this.report = report;
    this.plan = new DeploymentPlan(config);
    this.roles =
        config.node().roles().stream()
            .map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
  }

  /** One line for people: what this node is about to become. */
  String describe() {
    String database =
        !roles.contains(Role.PERSISTENCE)
            ? "no database of its own"
            : config.database().usesEmbedded() ? "embedded PostgreSQL" : "external PostgreSQL";
    return "node %s in %s: %s; %s; roles %s"
        .formatted(
            home.nodeId(),
            home.path(),
            database,
            config.cluster().enabled() ? "clustered" : "on its own",
            roles.stream().map(Role::id).collect(Collectors.joining(", ")));
  }

  List<Component<?>> all() {
    List<Component<?>> all = new ArrayList<>();
    all.add(
        Component.<Vertx>of(
                VERTX, needs -> VertxFactory.create(config.cluster()).toCompletionStage())
            .stoppedBy(vertx -> vertx.close().toCompletionStage()));
    all.add(
        Component.blocking(BUS, needs -> NodeBus.create(needs.get(VERTX, Vertx.class)))
            .needs(VERTX));
    if (roles.contains(Role.PERSISTENCE)) {
      all.add(server());
      all.add(
          Component.blocking(
                  MIGRATIONS,
                  needs -> Migrations.run(needs.get(SERVER, DatabaseAccess.class).node()))
              .needs(SERVER));
      all.add(slowLog());
    }
    if (roles.contains(Role.EXECUTION)) {
      all.add(
          Component.blocking(
                  SANDBOX,
                  needs -> Containment.open(config.execution(), home.path(), home.nodeId()))
              .stoppedBy(Containment::close));
    }
    roles.forEach(role -> all.add(verticle(role)));
    if (roles.contains(Role.HTTP)) {
      all.add(address());
    }
    return all;
  }

  private Component<?> server() {
    if (!config.database().usesEmbedded()) {
      return Component.blocking(SERVER, needs -> DatabaseServer.external(config.database().url()));
    }
    DatabaseServer server = new DatabaseServer(config.database().embedded(), home.path());
    return Component.blocking(SERVER, needs -> server.start())
        .stoppedBy(
            target -> {
              server.stop();
              return CompletableFuture.completedFuture(null);
            });
  }

  private Component<?> slowLog() {
    ProfilingConfig.SlowLog slowLog = config.profiling().slowLog();
    if (!config.profiling().enabled() || !slowLog.enabled()) {
      return Component.blocking(SLOW_LOG, needs -> SlowLog.none());
    }
    return Component.blocking(
            SLOW_LOG,
            needs ->
                SlowLog.open(
                    home.path().resolve("slow-queries.jsonl"),
                    new SlowLog.Limits(slowLog.maxBytes(), slowLog.maxAge(), slowLog.files()),
                    home.nodeId().toString(),
                    Clock.systemUTC()))
        .stoppedBy(SlowLog::close);
  }

  private Component<?> verticle(Role role) {
    Component<Deployment> component =
        Component.<Deployment>of(
                role.id(),
                needs ->
                    Deployment.of(needs.get(VERTX, Vertx.class), plan, role, ground(role, needs))
                        .toCompletionStage())
            .needs(VERTX, BUS)
            .stoppedBy(deployment -> deployment.undeploy().toCompletionStage());
    return switch (role) {
      case PERSISTENCE -> component.needs(SERVER, MIGRATIONS, SLOW_LOG);
      case EXECUTION -> component.needs(SANDBOX, Role.PERSISTENCE.id());
      case HTTP -> component.wants(others(role));
      case EXPERIMENTS, RESEARCH -> component.wants(Role.PERSISTENCE.id());
      case CACHE, PROFILING, OPERATIONS -> component;
    };
  }

  private Ground ground(Role role, Started needs) {
    return new Ground(
        home,
        needs.get(BUS, NodeBus.class),
        role == Role.PERSISTENCE ? needs.get(SERVER, DatabaseAccess.class) : null,
        role == Role.PERSISTENCE ? needs.get(SLOW_LOG, SlowLog.class) : null,
        role == Role.EXECUTION ? worker(needs.get(SANDBOX, Containment.class)) : null,
        new OperationsConfig(
            List.copyOf(roles),
            List.of(Role.PERSISTENCE, Role.EXPERIMENTS, Role.HTTP),
            Optional.of(home.path()),
            VertxFactory.view(config.cluster()),
            config.integrations(),
            HEALTH_REFRESH),
        report,
        configuration,
        port::complete);
  }

  private Worker worker(Containment containment) {
    String name = config.node().name().isEmpty() ? HostName.own() : config.node().name();
    return new Worker(
        home.nodeId(), name, List.copyOf(roles), containment.sandboxes(), containment.problem());
  }

  private Component<?> address() {
    return Component.blocking(
            "address",
            needs -> {
              URI url = URI.create("http://" + config.http().host() + ":" + port.join());
              home.publish(url, Versions.own());
              LOG.info("listening on {}", url);
              return port.join();
            })
        .needs(Role.HTTP.id());
  }

  private static String[] others(Role role) {
    return Arrays.stream(Role.values())
        .filter(one -> one != role)
        .map(Role::id)
        .toArray(String[]::new);
  }
}
