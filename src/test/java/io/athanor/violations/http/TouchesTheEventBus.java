package io.athanor.violations.http;

import io.vertx.core.Vertx;

final class TouchesTheEventBus {

  void shout(Vertx vertx) {
    vertx.eventBus().publish("somewhere", "something");
  }
}
