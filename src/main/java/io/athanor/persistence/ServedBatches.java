package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.contract.Batches;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Submitted;
import io.athanor.contract.Failures;
import io.athanor.contract.Queue;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** Answers what is asked about many experiments at once: what became of them, what failed alike. */
final class ServedBatches {

  private final Bus bus;
  private final FailureStore failures;
  private final RerunStore reruns;
  private final BatchStore batches;
  private Future<Submitted> before = Future.succeededFuture();

  ServedBatches(Bus bus, Database database) {
    this.bus = bus;
    this.failures = new FailureStore(database);
    this.batches = new BatchStore(database);
    this.reruns = new RerunStore(database, failures);
  }

  /** Completes when all of them can be reached. */
  Future<?> serve() {
    return Future.all(
        bus.serve(Failures.LIST, failures::list),
        bus.serve(Failures.RERUN, this::rerun),
        bus.serve(Batches.RESULTS, batches::results),
        bus.serve(
            Failures.CANCEL,
            cancel ->
                failures
                    .open(cancel.group())
                    .compose(open -> cancelAll(open, cancel.caller()))
                    .map(Failures.GroupCancelled::new)));
  }

  /** One after the other: what one runs again is not run again by the next. */
  private Future<Submitted> rerun(Failures.Rerun rerun) {
    Future<Submitted> next =
        before.otherwiseEmpty().compose(done -> reruns.alone(rerun.group(), () -> runAgain(rerun)));
    before = next;
    return next;
  }

  private Future<Submitted> runAgain(Failures.Rerun rerun) {
    return reruns
        .plan(rerun)
        .compose(
            insert ->
                insert.experiments().isEmpty() && insert.idempotencyKey() == null
                    ? Future.succeededFuture(RerunStore.nothing())
                    : bus.request(Queue.INSERT, insert));
  }

  private Future<Integer> cancelAll(List<UUID> open, Caller caller) {
    Future<Integer> all = Future.succeededFuture(0);
    for (UUID id : open) {
      all =
          all.compose(
              count ->
                  bus.request(
                          Experiments.CANCEL,
                          new Experiments.Cancel(id, "its group of failures was cancelled", caller))
                      .map(done -> count + 1));
    }
    return all;
  }
}
