package io.athanor.violations.cli;

import io.vertx.core.Vertx;

record SpeaksToTheBus(Vertx vertx) {}
