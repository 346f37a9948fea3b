package io.athanor.violations.research;

import io.vertx.core.VerticleBase;

class OpenVerticle extends VerticleBase {}
