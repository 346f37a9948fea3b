package io.athanor.app;

import io.athanor.app.config.AthanorConfig;
import io.athanor.app.home.NodeHome;
import io.athanor.app.startup.Component;
import io.athanor.app.startup.Started;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Diagnostics.Identity;
import io.athanor.contract.Json;
import io.athanor.contract.Role;
import io.athanor.execution.Farewell;
import io.athanor.execution.Worker;
import io.athanor.http.Door;
import io.athanor.operations.OperationsConfig;
import io.athanor.persistence.DatabaseAccess;
import io.athanor.persistence.SlowLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
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
  private static final String SANDBOX = "sandbox";
  private static final String API = "api";
  private static final Duration HEALTH_REFRESH = Duration.ofSeconds(1);

  private final AthanorConfig config;
  private final NodeHome home;
  private final StartupFeed startup;
  private final Supplier<Json> configuration;
  private final Door door;
  private final Farewell farewell;
  private final DeploymentPlan plan;
  private final Set<Role> roles;
  private final Gauges gauges = Gauges.create();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();

  NodeComponents(
      AthanorConfig config,
      NodeHome home,
      StartupFeed startup,
      Supplier<Json> configuration,
      Door door,
      Farewell farewell) {
    this.configuration = configuration;
    this.config = config;
    this.home = home;
    this.startup = startup;
    this.door = door;
    this.farewell = farewell;
    this.plan = new DeploymentPlan(config);
    this.roles =
        config.node().roles().stream()
            .map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
  }

  /** One line for people: what this node is about to become. */
  String describe() {
    return "node %s in %s: %s; %s; roles %s"
        .formatted(
            home.nodeId(),
            home.path(),
            database(),
            config.cluster().enabled() ? "clustered" : "on its own",
            roles.stream().map(Role::id).collect(Collectors.joining(", ")));
  }

  private String database() {
    return !roles.contains(Role.PERSISTENCE)
        ? "no database of its own"
        : config.database().usesEmbedded() ? "embedded PostgreSQL" : "external PostgreSQL";
  }

  private Identity identity() {
    return new Identity(
        home.nodeId().toString(),
        Versions.own(),
        home.path().toString(),
        database(),
        roles.stream().map(Role::id).toList());
  }

  List<Component<?>> all() {
    List<Component<?>> all = new ArrayList<>();
    all.add(
        Component.<Vertx>of(
                VERTX, needs -> VertxFactory.create(config.cluster(), gauges).toCompletionStage())
            .stoppedBy(vertx -> vertx.close().toCompletionStage()));
    all.add(
        Component.blocking(BUS, needs -> NodeBus.create(needs.get(VERTX, Vertx.class)))
            .needs(VERTX));
    if (roles.contains(Role.PERSISTENCE)) {
      all.addAll(new StoreComponents(config, home).all());
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
      all.add(api());
    }
    return all;
  }

  private Component<?> verticle(Role role) {
    Component<Deployment> component =
        Component.<Deployment>of(
                role.id(),
                needs ->
                    Deployment.of(needs.get(VERTX, Vertx.class), plan, role, ground(role, needs))
                        .toCompletionStage())
            .needs(VERTX, BUS)
            .stoppedBy(deployment -> undeployed(role, deployment).toCompletionStage());
    return switch (role) {
      case PERSISTENCE ->
          component.needs(
              StoreComponents.SERVER, StoreComponents.MIGRATIONS, StoreComponents.SLOW_LOG);
      case EXECUTION -> component.needs(SANDBOX, Role.PERSISTENCE.id());
      case EXPERIMENTS, RESEARCH -> component.wants(Role.PERSISTENCE.id());
      // HTTP as well: it tells how the start goes, and answers the rest once the API is open.
      case CACHE, PROFILING, OPERATIONS, HTTP -> component;
    };
  }

  private Ground ground(Role role, Started needs) {
    return new Ground(
        home,
        needs.get(BUS, NodeBus.class),
        role == Role.PERSISTENCE ? needs.get(StoreComponents.SERVER, DatabaseAccess.class) : null,
        role == Role.PERSISTENCE ? needs.get(StoreComponents.SLOW_LOG, SlowLog.class) : null,
        role == Role.EXECUTION ? worker(needs.get(SANDBOX, Containment.class)) : null,
        new OperationsConfig(
            List.copyOf(roles),
            List.of(Role.PERSISTENCE, Role.EXPERIMENTS, Role.HTTP),
            Optional.of(home.path()),
            VertxFactory.view(config.cluster()),
            config.integrations(),
            HEALTH_REFRESH),
        startup,
        configuration,
        gauges.sources(identity(), home.path()),
        door,
        farewell,
        this::listening);
  }

  private Worker worker(Containment containment) {
    String name = config.node().name().isEmpty() ? HostName.own() : config.node().name();
    return new Worker(
        home.nodeId(), name, List.copyOf(roles), containment.sandboxes(), containment.problem());
  }

  private Future<String> undeployed(Role role, Deployment deployment) {
    return deployment.undeploy().map(done -> role == Role.EXECUTION ? farewell.text() : "");
  }

  private void listening(int actualPort) {
    if (port.complete(actualPort)) {
      LOG.info("listening on {}", url());
    }
  }

  private URI url() {
    return URI.create("http://" + config.http().host() + ":" + port.join());
  }

  /** The last to start and the first to stop: until then and from then on requests are refused. */
  private Component<?> api() {
    return Component.blocking(
            API,
            needs -> {
              home.publish(url(), Versions.own());
              door.open();
              return url();
            })
        .needs(Role.HTTP.id())
        .wants(Arrays.stream(Role.values()).map(Role::id).toArray(String[]::new))
        .stoppedBy(url -> door.close().toCompletionStage());
  }
}
