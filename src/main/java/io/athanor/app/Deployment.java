package io.athanor.app;

import io.athanor.contract.Role;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * A verticle that was deployed.
 *
 * @param id names it within its Vertx
 */
record Deployment(Vertx vertx, String id) {

  static Future<Deployment> of(Vertx vertx, DeploymentPlan plan, Role role, Ground ground) {
    return vertx
        .deployVerticle(() -> plan.verticle(role, ground), new DeploymentOptions())
        .map(id -> new Deployment(vertx, id));
  }

  Future<Void> undeploy() {
    return vertx.undeploy(id);
  }
}
