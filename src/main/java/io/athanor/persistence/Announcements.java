package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Cache;
import io.athanor.contract.Experiments;
import io.athanor.contract.Kind;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * What is said to everybody after a commit. All of it are hints: whoever misses one finds the same
 * in the database a little later.
 */
final class Announcements {

  /** So many ids fit into one message. */
  private static final int IDS = 1_000;

  private final Bus bus;

  Announcements(Bus bus) {
    this.bus = bus;
  }

  void ready(Collection<String> pools) {
    pools.forEach(pool -> bus.publish(Attempts.READY, new Attempts.Ready(pool)));
  }

  void changed(List<UUID> ids) {
    for (int from = 0; from < ids.size(); from += IDS) {
      List<UUID> some = ids.subList(from, Math.min(ids.size(), from + IDS));
      bus.publish(Experiments.CHANGED, new Experiments.Changed(some));
    }
  }

  void released(Released released) {
    changed(released.experiments());
    ready(released.pools());
  }

  void settled(CommitStore.Settled settled) {
    changed(settled.changed());
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
