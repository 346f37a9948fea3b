package io.athanor.persistence;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Lets experiments into the queue that were held by a cap: as soon as this node stores the end of
 * one that took up room, and by going from line to line for what was missed.
 */
final class HeldRelease {

  private static final int FREE_EVERY = 10;

  private final HeldStore store;
  private final Announcements announcements;
  private final Glance used;
  private String swept = "";
  private int sweeps;

  HeldRelease(Database database, Announcements announcements) {
    this.store = new HeldStore(database);
    this.announcements = announcements;
    this.used = new Glance(store::used);
  }

  /** Some of these may have ended. */
  Future<Void> ended(List<UUID> ids) {
    return used.used()
        .compose(any -> any ? store.free(ids) : Future.succeededFuture(Set.of()))
        .compose(this::admit);
  }

  /** There may be room, or somebody new, in these lines. */
  Future<Void> admit(Collection<String> lines) {
    if (lines.isEmpty()) {
      return Future.succeededFuture();
    }
    used.yes();
    return store
        .admit(lines)
        .compose(
            admitted -> {
              announcements.ready(admitted.pools());
              return admitted.count() == HeldStore.MOST ? admit(lines) : Future.succeededFuture();
            });
  }

  /** New experiments that may be held are looked after where anything is capped at all. */
  Future<Void> submitted(Collection<String> keys) {
    return used.used().compose(any -> any ? admit(keys) : Future.succeededFuture());
  }

  /** Looks at the next lines, and from time to time for room that was not given back. */
  Future<Void> sweep() {
    return used.used().compose(any -> any ? sweepLines() : Future.succeededFuture());
  }

  private Future<Void> sweepLines() {
    Future<Set<String>> freed =
        sweeps++ % FREE_EVERY == 0 ? store.freeAll() : Future.succeededFuture(Set.of());
    return freed
        .compose(this::admit)
        .compose(done -> store.lines(swept))
        .compose(
            lines -> {
              swept = lines.isEmpty() ? "" : List.copyOf(lines).get(lines.size() - 1);
              return admit(lines);
            });
  }
}
