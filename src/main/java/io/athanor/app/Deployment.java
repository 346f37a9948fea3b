package io.athanor.app;

import io.athanor.contract.Role;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A verticle that was deployed.
 *
 * @param id names it within its Vertx
 */
record Deployment(Vertx vertx, String id) {

  static Future<Deployment> of(Vertx vertx, DeploymentPlan plan, Role role, Ground ground) {
    AtomicInteger next = new AtomicInteger();
    DeploymentOptions options = new DeploymentOptions().setInstances(plan.instances(role));
    return vertx
        .deployVerticle(() -> plan.verticle(role, ground, next.getAndIncrement()), options)
        .map(id -> new Deployment(vertx, id));
  }

  Future<Void> undeploy() {
    return vertx.undeploy(id);
  }
}
