package io.athanor.execution;

import io.athanor.bus.Bus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.GiveBack;
import io.athanor.contract.Attempts.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A little work that was claimed before there was a free slot for it, so that the next attempt
 * begins the moment that one ends. It is given back when it has to wait for long, or when something
 * more urgent comes. Used on one context only.
 */
final class Ahead {

  private static final Logger LOG = LoggerFactory.getLogger(Ahead.class);

  /** What waits for longer is better begun elsewhere. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Bus bus;
  private final UUID nodeId;
  private final Deque<Work> waiting = new ArrayDeque<>();
  private long since;

  Ahead(Bus bus, UUID nodeId) {
    this.bus = bus;
    this.nodeId = nodeId;
  }

  int size() {
    return waiting.size();
  }

  List<Long> tokens() {
    return waiting.stream().map(Work::token).toList();
  }

  void add(Work work) {
    if (waiting.isEmpty()) {
      since = System.nanoTime();
    }
    waiting.add(work);
  }

  /** The next one, which stays. */
  Optional<Work> first() {
    return Optional.ofNullable(waiting.peek());
  }

  /** Takes it out; whether it was here. */
  boolean remove(Work work) {
    since = System.nanoTime();
    return waiting.remove(work);
  }

  /** The one of this experiment, which stays. */
  Optional<Work> of(UUID experiment) {
    return waiting.stream().filter(work -> work.experimentId().equals(experiment)).findFirst();
  }

  /** Whether something of this priority should go before any of it. */
  boolean lessUrgentThan(int priority) {
    return waiting.stream().anyMatch(work -> work.priority() < priority);
  }

  /** Whether none of it was begun for too long. */
  boolean stale() {
    return !waiting.isEmpty() && System.nanoTime() - since > PATIENCE_NANOS;
  }

  /** Forgets it: whoever has the right to it now finds it in the database. */
  void forget() {
    waiting.clear();
  }

  /** How many were given back; should the answer be lost, the next renewals release them. */
  int giveBack() {
    if (waiting.isEmpty()) {
      return 0;
    }
    List<Work> all = new ArrayList<>(waiting);
    waiting.clear();
    bus.request(Attempts.GIVE_BACK, back(nodeId, all))
        .onFailure(cause -> LOG.warn("work was not given back: {}", cause.getMessage()));
    return all.size();
  }

  /** What the store has to hear so that this work is as if it had never been taken. */
  static GiveBack back(UUID nodeId, List<Work> work) {
    return new GiveBack(
        nodeId,
        work.stream().map(Work::experimentId).toList(),
        work.stream().map(Work::token).toList());
  }
}
