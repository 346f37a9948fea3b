package io.athanor.violations.operations;

import io.vertx.core.AbstractVerticle;

@SuppressWarnings("deprecation")
final class OldVerticle extends AbstractVerticle {}
