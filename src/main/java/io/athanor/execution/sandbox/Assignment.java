package io.athanor.execution.sandbox;

import java.util.concurrent.CompletableFuture;

/**
 * A job given to a sandbox.
 *
 * @param listener who hears of it while it runs
 * @param warm whether the sandbox waited for it
 * @param report completed once nothing of it is left
 */
record Assignment(
    Job job, AttemptListener listener, boolean warm, CompletableFuture<Report> report) {

  Recording recording(Ground ground) {
    return new Recording(job, ground.config(), listener, ground.json(), ground.clock());
  }
}
