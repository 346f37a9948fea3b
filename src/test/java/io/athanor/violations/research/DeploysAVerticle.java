package io.athanor.violations.research;

import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;

/** Public, so that another feature can offend with it. */
public final class DeploysAVerticle {

  void deploy(Vertx vertx) {
    vertx.deployVerticle(new VerticleBase() {});
  }
}
