package io.athanor.execution;

import io.athanor.contract.Nodes;
import io.athanor.contract.Operations.Finding;
import io.athanor.contract.Operations.Status;
import io.vertx.core.Future;

/**
 * Looks at the workers of this node for health.
 *
 * @param problem why there are no sandboxes and what to do, or null
 */
record WorkerExamination(WorkerDescription worker, String problem, int slots) {

  /**
   * Answers one check.
   *
   * @param pool what takes work here, or null where nothing does
   */
  Future<Finding> examine(String check, WorkerPool pool) {
    return Future.succeededFuture(
        check.equals("sandbox")
            ? sandbox()
            : pool == null ? slots(0, null) : slots(pool.running(), pool.load()));
  }

  /** What programs run in. */
  private Finding sandbox() {
    if (problem != null) {
      return new Finding(
          Status.UNHEALTHY, problem, "athanor doctor says what is missing on this machine");
    }
    String tier = worker.sandboxReport().tier();
    return tier.equals("none")
        ? new Finding(Status.DEGRADED, "tier none", "do not run programs of others on this node")
        : Finding.healthy("tier " + tier);
  }

  private Finding slots(int running, Nodes.Load load) {
    String closed =
        load == null || load.closed() == null ? "" : "; takes no more work: " + load.closed();
    return Finding.healthy("%d of %d slots are in use%s".formatted(running, slots, closed));
  }
}
