package io.athanor.violations.execution;

import io.vertx.core.Promise;

record MakesPromises(Promise<Void> promise) {}
