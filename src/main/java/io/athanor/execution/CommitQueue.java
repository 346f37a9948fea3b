package io.athanor.execution;

import io.athanor.contract.Attempts.Commit;
import io.athanor.contract.Attempts.Committed;
import io.athanor.contract.Attempts.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Gathers outcomes while a commit is on its way, so that a busy node commits many at once and an
 * idle one does not wait. Each outcome learns whether it was stored or came too late.
 */
final class CommitQueue {

  private static final int MOST = 100;
  private static final int COMMITS_AT_ONCE = 2;

  private record Entry(Outcome outcome, Promise<Boolean> stored) {}

  private final Vertx vertx;
  private final UUID nodeId;
  private final Function<Commit, Future<Committed>> commit;
  private final List<Entry> waiting = new ArrayList<>();
  private int inFlight;
  private boolean scheduled;

  CommitQueue(Vertx vertx, UUID nodeId, Function<Commit, Future<Committed>> commit) {
    this.vertx = vertx;
    this.nodeId = nodeId;
    this.commit = commit;
  }

  /**
   * Completes with true once the outcome is durable, with false when the attempt no longer held its
   * token.
   */
  Future<Boolean> add(Outcome outcome) {
    Promise<Boolean> stored = Promise.promise();
    waiting.add(new Entry(outcome, stored));
    if (!scheduled) {
      scheduled = true;
      vertx.runOnContext(now -> flush());
    }
    return stored.future();
  }

  private void flush() {
    scheduled = false;
    if (waiting.isEmpty() || inFlight >= COMMITS_AT_ONCE) {
      return;
    }
    List<Entry> batch = new ArrayList<>(waiting.subList(0, Math.min(MOST, waiting.size())));
    waiting.subList(0, batch.size()).clear();
    inFlight++;
    commit
        .apply(new Commit(nodeId, batch.stream().map(Entry::outcome).toList()))
        .onComplete(
            (committed, cause) -> {
              inFlight--;
              settle(batch, committed, cause);
              flush();
            });
  }

  private static void settle(List<Entry> batch, Committed committed, Throwable cause) {
    if (cause != null) {
      batch.forEach(entry -> entry.stored().fail(cause));
      return;
    }
    Set<Long> stored = Set.copyOf(committed.stored());
    batch.forEach(entry -> entry.stored().complete(stored.contains(entry.outcome().token())));
  }
}
