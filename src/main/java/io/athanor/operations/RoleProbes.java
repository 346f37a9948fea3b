package io.athanor.operations;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Operations;
import io.athanor.contract.Operations.Examine;
import io.athanor.contract.Operations.Finding;
import io.athanor.contract.Operations.Group;
import io.athanor.contract.Operations.Ping;
import io.athanor.contract.Operations.Pong;
import io.athanor.contract.RequestAddress;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks every role how it is, and the roles of this node about what only they can see. */
final class RoleProbes {

  private final Bus bus;
  private final NodeBus node;
  private final RoleHealth health;

  RoleProbes(Bus bus, NodeBus node, RoleHealth health) {
    this.bus = bus;
    this.node = node;
    this.health = health;
  }

  /** The checks: every role in its own order, then what the roles see. */
  List<HealthCheck> checks() {
    List<HealthCheck> all = new ArrayList<>();
    for (Role role : Role.values()) {
      HealthCheck check = HealthCheck.of(role.id(), () -> ping(role));
      all.add(
          (health.hosted(role) ? check.in(Group.READY, Group.STARTED) : check.in(Group.READY))
              .critical(health.critical(role)));
    }
    if (health.hosted(Role.PERSISTENCE)) {
      all.add(
          store("database")
              .in(Group.READY, Group.DEPENDENCIES)
              .critical(health.critical(Role.PERSISTENCE)));
      all.add(
          store("migrations")
              .in(Group.READY, Group.STARTED)
              .critical(health.critical(Role.PERSISTENCE))
              .every(Duration.ofSeconds(30)));
      all.add(store("pool").afterChanges(3, 5));
      all.add(store("clock").every(Duration.ofSeconds(30)).afterChanges(2, 3));
    }
    if (health.hosted(Role.CACHE)) {
      all.add(examination("memory-cache", Operations.EXAMINE_CACHE));
    }
    if (health.hosted(Role.EXECUTION)) {
      all.add(examination("slots", Operations.EXAMINE_WORKERS));
      all.add(examination("sandbox", Operations.EXAMINE_WORKERS).every(Duration.ofSeconds(30)));
    }
    return all;
  }

  private HealthCheck store(String name) {
    return examination(name, Operations.EXAMINE_STORE);
  }

  private HealthCheck examination(String name, RequestAddress<Examine, Finding> address) {
    return HealthCheck.of(
        name,
        () ->
            node.served().containsKey(address.name())
                ? bus.request(address, new Examine(name))
                : Future.failedFuture(RoleHealth.missing()));
  }

  private Future<Finding> ping(Role role) {
    RequestAddress<Ping, Pong> address = Operations.ping(role);
    if (health.hosted(role) && !node.served().containsKey(address.name())) {
      return Future.failedFuture(RoleHealth.missing());
    }
    return bus.request(address, new Ping())
        .map(RoleHealth::answered)
        .otherwise(cause -> health.silent(role, cause));
  }
}
