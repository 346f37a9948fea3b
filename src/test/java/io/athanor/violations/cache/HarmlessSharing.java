package io.athanor.violations.cache;

import io.vertx.core.shareddata.LocalMap;

record HarmlessSharing(LocalMap<String, String> answers) {}
