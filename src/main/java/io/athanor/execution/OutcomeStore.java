package io.athanor.execution;

import io.athanor.bus.Bus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Outcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that how an attempt ended is stored, for as long as that is the node's right. */
final class OutcomeStore {

  private static final Logger LOG = LoggerFactory.getLogger(OutcomeStore.class);

  private final Bus bus;
  private final UUID nodeId;
  private final CommitQueue commits;

  /**
   * A store.
   *
   * @param held whether the node still holds the lease under which it claimed
   */
  OutcomeStore(Context context, Bus bus, Persistent persistent, UUID nodeId, BooleanSupplier held) {
    this.bus = bus;
    this.nodeId = nodeId;
    this.commits =
        new CommitQueue(
            context,
            nodeId,
            commit -> persistent.request(() -> bus.request(Attempts.COMMIT, commit), held));
  }

  /** Completes when it is stored, or when it is nobody's any more. */
  Future<Void> store(AttemptRun run, Outcome outcome) {
    if (!run.counts()) {
      return Future.succeededFuture();
    }
    if (run.neverBegan()) {
      return giveBack(run);
    }
    return commits
        .add(outcome)
        .recover(
            cause ->
                Persistent.passing(cause)
                    ? Future.failedFuture(cause)
                    : commits.add(Outcomes.unstorable(outcome, cause)))
        .map(
            stored -> {
              if (!stored) {
                LOG.warn(
                    "fenced: attempt {} of {} ended as {}, but it no longer held its token"
                        + " or was stored by a commit whose answer was lost",
                    outcome.attempt(),
                    outcome.experimentId(),
                    outcome.verdict());
              }
              return null;
            });
  }

  /** As if it had never been taken; should that fail, one of the next renewals releases it. */
  private Future<Void> giveBack(AttemptRun run) {
    return bus.request(Attempts.GIVE_BACK, Ahead.back(nodeId, List.of(run.work()))).mapEmpty();
  }
}
