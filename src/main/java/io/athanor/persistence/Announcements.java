package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Cache;
import io.athanor.contract.Experiments;
import io.athanor.contract.Kind;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What is said to everybody after a commit. All of it are hints: whoever misses one finds the same
 * in the database a little later.
 */
final class Announcements {

  /** So many ids fit into one message. */
  private static final int IDS = 1_000;

  private final Bus bus;
  private final Consumer<List<UUID>> followUp;

  /**
   * Announces on a bus.
   *
   * @param followUp is told of experiments that may have ended, for who depends on them
   */
  Announcements(Bus bus, Consumer<List<UUID>> followUp) {
    this.bus = bus;
    this.followUp = followUp;
  }

  void ready(Collection<String> pools) {
    pools.forEach(pool -> ready(pool, 0));
  }

  /** There is work in this pool, of this priority at most. */
  void ready(String pool, int priority) {
    bus.publish(Attempts.READY, new Attempts.Ready(pool, priority));
  }

  void changed(List<UUID> ids) {
    for (int from = 0; from < ids.size(); from += IDS) {
      List<UUID> some = ids.subList(from, Math.min(ids.size(), from + IDS));
      bus.publish(Experiments.CHANGED, new Experiments.Changed(some));
    }
  }

  /** These have changed, and may have ended. */
  void ended(List<UUID> ids) {
    changed(ids);
    followUp.accept(ids);
  }

  void released(Released released) {
    ended(released.experiments());
    ready(released.pools());
  }

  void settled(CommitStore.Settled settled) {
    ended(settled.changed());
    ready(settled.poolsWithWork());
  }

  void outputGrew(UUID id) {
    bus.publish(Experiments.OUTPUT_GREW, new Experiments.OutputGrew(id));
  }

  void cancelRequested(UUID id) {
    bus.publish(Experiments.CANCEL_REQUESTED, new Experiments.CancelRequested(id));
  }

  /** Remembered answers about this record are outdated. */
  void changed(Kind kind, UUID id) {
    bus.publish(Cache.INVALIDATED, new Cache.Invalidated(List.of(kind.tag(id))));
  }
}
