package io.athanor.operations;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Operations;
import io.athanor.contract.Operations.Check;
import io.athanor.contract.Operations.HealthReport;
import io.athanor.contract.Operations.Ping;
import io.athanor.contract.Operations.Pong;
import io.athanor.contract.RequestAddress;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks every role at once how it is. One probe for each role; each ends within {@link #BOUND},
 * whatever the role does.
 */
final class RoleProbes {

  /** A little more than the bus itself waits for a ping, so that its words are heard first. */
  static final Duration BOUND = Duration.ofMillis(2_500);

  private static final String CHECK = "check";

  private final Bus bus;
  private final NodeBus node;
  private final RoleHealth health;
  private final HealthChecks checks;

  RoleProbes(Vertx vertx, Bus bus, NodeBus node, RoleHealth health) {
    this.bus = bus;
    this.node = node;
    this.health = health;
    this.checks = HealthChecks.create(vertx);
    for (Role role : Role.values()) {
      checks.register(role.id(), BOUND.toMillis(), promise -> probe(role, promise));
    }
  }

  /** The health of everything, roles in their own order. Never fails. */
  Future<HealthReport> report() {
    return checks
        .checkStatus()
        .map(
            result -> {
              Map<String, CheckResult> byName =
                  result.getChecks().stream()
                      .collect(Collectors.toMap(CheckResult::getId, Function.identity()));
              List<Check> sorted =
                  Arrays.stream(Role.values())
                      .map(role -> check(role, byName.get(role.id())))
                      .toList();
              return RoleHealth.report(sorted);
            });
  }

  private void probe(Role role, Promise<Status> promise) {
    RequestAddress<Ping, Pong> address = Operations.ping(role);
    if (health.hosted(role) && !node.served().containsKey(address.name())) {
      promise.tryComplete(status(health.missing(role)));
      return;
    }
    long started = System.nanoTime();
    bus.request(address, new Ping())
        .map(pong -> health.answered(role, pong, millisSince(started)))
        .otherwise(cause -> health.silent(role, cause, millisSince(started)))
        .onSuccess(check -> promise.tryComplete(status(check)));
  }

  private static Status status(Check check) {
    boolean failed = check.status() == Operations.Status.UNHEALTHY;
    return new Status().setOk(!failed).setData(new JsonObject(Map.of(CHECK, check)));
  }

  private Check check(Role role, CheckResult result) {
    if (result.getData() != null && result.getData().getValue(CHECK) instanceof Check check) {
      return check;
    }
    // Health checks gave up before the bus did.
    return health.silent(
        role, new IllegalStateException("gave no answer in time"), (double) BOUND.toMillis());
  }

  private static double millisSince(long started) {
    return (System.nanoTime() - started) / 1_000_000.0;
  }
}
