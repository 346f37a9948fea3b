package io.athanor.violations.research;

import io.vertx.core.VerticleBase;

final class HarmlessVerticle extends VerticleBase {}
