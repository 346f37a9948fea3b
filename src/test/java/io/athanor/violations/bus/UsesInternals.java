package io.athanor.violations.bus;

import io.vertx.core.internal.ContextInternal;

/** Public, so that the contract can offend with it. */
public record UsesInternals(ContextInternal context) {}
