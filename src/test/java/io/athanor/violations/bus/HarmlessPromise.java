package io.athanor.violations.bus;

import io.vertx.core.Promise;

record HarmlessPromise(Promise<Void> promise) {}
