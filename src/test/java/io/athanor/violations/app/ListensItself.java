package io.athanor.violations.app;

import io.vertx.core.eventbus.EventBus;

record ListensItself(EventBus eventBus) {}
