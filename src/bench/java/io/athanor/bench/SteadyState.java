package io.athanor.bench;

import io.athanor.contract.Attempts.Work;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Experiments come at a rate that does not depend on how fast they are done, and the drainers claim
 * whatever is there, as a worker pool does: when they are told of new ones, and after each commit.
 */
final class SteadyState {

  private static final int TICK_MILLIS = 10;
  private static final double MILLIS = 1e6;

  /** From the answer to the insert until they were claimed; none when that answer came later. */
  final Sample toClaimed = new Sample();

  /** From there until the commit was acknowledged. */
  final Sample toCommitted = new Sample();

  /** From before the insert to the commit. */
  final Sample inAll = new Sample();

  private final QueueClient client;
  private final int rate;
  private final int batch;
  private final long total;
  private final Vertx vertx;
  private final Promise<Void> finished = Promise.promise();
  private final Deque<Integer> idle = new ArrayDeque<>();
  private final Map<UUID, Long> queued = new HashMap<>();
  private final Map<UUID, Long> began = new HashMap<>();
  private Context context;
  private long start;
  private long offered;
  private long committed;
  private long news;

  /** At so many a second for so long. */
  SteadyState(Vertx vertx, QueueClient client, int rate, int seconds, int batch) {
    this.vertx = vertx;
    this.client = client;
    this.rate = rate;
    this.total = (long) rate * seconds;
    this.batch = batch;
  }

  /** Ends when everything that was offered is committed. */
  Future<Void> run() {
    context = vertx.getOrCreateContext();
    context.runOnContext(
        now -> {
          start = System.nanoTime();
          for (int i = 0; i < QueueWork.DRAINERS; i++) {
            idle.add(i);
          }
          vertx.setPeriodic(TICK_MILLIS, this::offer);
        });
    return finished.future();
  }

  /** All that is due by now, so that a late tick does not lower the rate. */
  private void offer(long timer) {
    long due = Math.min(total, (long) ((System.nanoTime() - start) / 1e9 * rate));
    int count = (int) (due - offered);
    if (count > 0) {
      offered = due;
      long now = System.nanoTime();
      on(client.insert(count), ids -> inserted(ids, now));
    }
    if (offered == total) {
      vertx.cancelTimer(timer);
    }
  }

  private void inserted(List<UUID> ids, long before) {
    long now = System.nanoTime();
    for (UUID id : ids) {
      Long claimedAlready = queued.put(id, now);
      began.put(id, before);
      if (claimedAlready != null) {
        toClaimed.add(0);
        queued.remove(id);
      }
    }
    news++;
    if (!idle.isEmpty()) {
      claim(idle.poll());
    }
  }

  private void claim(int drainer) {
    long seen = news;
    on(client.claim(batch), work -> claimed(drainer, seen, work));
  }

  private void claimed(int drainer, long seen, List<Work> work) {
    if (work.isEmpty()) {
      if (news == seen) {
        idle.add(drainer);
      } else {
        claim(drainer);
      }
      return;
    }
    long now = System.nanoTime();
    for (Work one : work) {
      Long since = queued.remove(one.experimentId());
      if (since == null) {
        queued.put(one.experimentId(), now);
      } else {
        toClaimed.add((now - since) / MILLIS);
      }
    }
    on(client.commit(work), stored -> committed(drainer, work, now));
  }

  private void committed(int drainer, List<Work> work, long claimed) {
    long now = System.nanoTime();
    for (Work one : work) {
      toCommitted.add((now - claimed) / MILLIS);
      Long since = began.remove(one.experimentId());
      inAll.add((now - (since == null ? claimed : since)) / MILLIS);
    }
    committed += work.size();
    if (committed == total) {
      finished.tryComplete();
    }
    claim(drainer);
  }

  private <T> void on(Future<T> future, java.util.function.Consumer<T> then) {
    future
        .onSuccess(value -> context.runOnContext(now -> then.accept(value)))
        .onFailure(finished::tryFail);
  }
}
