package io.athanor.execution;

import io.athanor.contract.Attempts.Commit;
import io.athanor.contract.Attempts.Committed;
import io.athanor.contract.Attempts.Outcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Gathers outcomes while a commit is on its way, so that a busy node commits many at once and an
 * idle one does not wait. Each outcome learns whether it was stored or came too late. A batch that
 * the database cannot take is sent again one by one, so that an outcome at fault harms no other.
 */
final class CommitQueue {

  /** Outcomes of one commit at most. */
  static final int MOST = 500;

  private static final int COMMITS_AT_ONCE = 2;

  private record Entry(Outcome outcome, CompletableFuture<Boolean> stored) {}

  private final Context context;
  private final UUID nodeId;
  private final Function<Commit, Future<Committed>> commit;
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private final Deque<Entry> alone = new ArrayDeque<>();
  private int inFlight;
  private boolean scheduled;

  CommitQueue(Context context, UUID nodeId, Function<Commit, Future<Committed>> commit) {
    this.context = context;
    this.nodeId = nodeId;
    this.commit = commit;
  }

  /**
   * Completes with true once the outcome is durable, with false when the attempt no longer held its
   * token. To be called on the context.
   */
  Future<Boolean> add(Outcome outcome) {
    Entry entry = new Entry(outcome, new CompletableFuture<>());
    waiting.add(entry);
    if (!scheduled) {
      scheduled = true;
      context.runOnContext(
          now -> {
            scheduled = false;
            flush();
          });
    }
    return Future.fromCompletionStage(entry.stored(), context);
  }

  private void flush() {
    while (inFlight < COMMITS_AT_ONCE && !(waiting.isEmpty() && alone.isEmpty())) {
      List<Entry> batch = new ArrayList<>();
      if (alone.isEmpty()) {
        while (batch.size() < MOST && !waiting.isEmpty()) {
          batch.add(waiting.poll());
        }
      } else {
        batch.add(alone.poll());
      }
      send(batch);
    }
  }

  private void send(List<Entry> batch) {
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

  private void settle(List<Entry> batch, Committed committed, Throwable cause) {
    if (cause == null) {
      Set<Long> stored = Set.copyOf(committed.stored());
      batch.forEach(entry -> entry.stored().complete(stored.contains(entry.outcome().token())));
    } else if (batch.size() > 1 && !Persistent.passing(cause)) {
      alone.addAll(batch);
    } else {
      batch.forEach(entry -> entry.stored().completeExceptionally(cause));
    }
  }
}
