package io.athanor.operations;

import io.athanor.operations.diagnostics.LoopLags;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Measures how late the event loop is that it was put on. Serves nothing. */
public final class LoopLagVerticle extends VerticleBase {

  private final LoopLags lags;

  /** One of several that share what they measure. */
  public LoopLagVerticle(LoopLags lags) {
    this.lags = lags;
  }

  @Override
  public Future<?> start() {
    lags.measureThisLoop(vertx);
    return Future.succeededFuture();
  }
}
