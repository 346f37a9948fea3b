package io.athanor.violations.research;

import io.vertx.core.shareddata.SharedData;

record SharesState(SharedData shared) {}
