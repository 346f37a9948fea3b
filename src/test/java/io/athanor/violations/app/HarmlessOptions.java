package io.athanor.violations.app;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;

record HarmlessOptions(EventBusOptions options) {

  void deploy(Vertx vertx) throws InterruptedException {
    vertx.undeploy("1");
    Thread.sleep(1);
  }
}
