package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.contract.Queue.Planned;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets waiting experiments go: those that depend on what has just ended on this node at once, those
 * whose time has come within a second, and by looking at one after the other all that was missed,
 * because a node died or another one took them in. Committing never waits for it.
 */
final class WaitingRelease {

  private static final Logger LOG = LoggerFactory.getLogger(WaitingRelease.class);
  private static final UUID FIRST = new UUID(0, 0);
  private static final long PAUSE_MILLIS = 10;
  private static final int MOST_REMEMBERED = 100_000;

  private final Vertx vertx;
  private final WaitingStore store;
  private final Announcements announcements;
  private final List<UUID> ended = new ArrayList<>();
  private boolean following;
  private final Glance used;
  private final HeldRelease held;
  private UUID swept = FIRST;

  WaitingRelease(Vertx vertx, Database database, Bus bus) {
    this.vertx = vertx;
    this.store = new WaitingStore(database);
    this.announcements = new Announcements(bus, this::ended);
    this.used = new Glance(store::used);
    this.held = new HeldRelease(database, announcements);
  }

  /** Some of these may have ended; a little later their dependents are looked after. */
  void ended(List<UUID> ids) {
    if (ids.isEmpty() || ended.size() > MOST_REMEMBERED) {
      return;
    }
    ended.addAll(ids);
    if (!following) {
      following = true;
      vertx.setTimer(PAUSE_MILLIS, fired -> followAll());
    }
  }

  /** While nothing depends on anything it costs one look a second. */
  private void followAll() {
    List<UUID> ids = List.copyOf(ended);
    ended.clear();
    used.used()
        .compose(any -> any ? follow(ids) : Future.succeededFuture())
        .eventually(() -> held.ended(ids))
        .onFailure(cause -> LOG.debug("dependents are looked after later", cause))
        .onComplete(
            done -> {
              following = false;
              List<UUID> since = List.copyOf(ended);
              ended.clear();
              ended(since);
            });
  }

  private Future<Void> follow(List<UUID> ids) {
    return store
        .dependents(ids)
        .compose(
            found ->
                settle(found)
                    .compose(
                        settled ->
                            found.size() == WaitingStore.MOST
                                ? follow(ids)
                                : Future.succeededFuture()));
  }

  /** These were submitted: some have to wait, if what they wait for is still to come. */
  Future<Void> submitted(List<Planned> planned) {
    List<UUID> waiting = ExperimentStore.waiting(planned);
    if (!waiting.isEmpty()) {
      used.yes();
    }
    Set<String> keys = new LinkedHashSet<>();
    boolean keyed = false;
    for (Planned one : planned) {
      String key = one.schedule().concurrencyKey();
      keyed |= key != null;
      keys.add(key != null ? "key:" + key : "session:" + one.sessionId());
      keys.add("pool:" + one.pool());
    }
    Future<Void> entered = keyed ? held.admit(keys) : held.submitted(keys);
    return settle(waiting).eventually(() -> entered);
  }

  /** The caps and who is held by them. */
  HeldRelease held() {
    return held;
  }

  private Future<Void> settle(List<UUID> waiting) {
    if (waiting.isEmpty()) {
      return Future.succeededFuture();
    }
    return store
        .resolve(waiting)
        .onSuccess(announcements::ended)
        .compose(gone -> store.promote(waiting))
        .onSuccess(
            promoted -> {
              announcements.changed(promoted.experiments());
              announcements.ready(promoted.pools());
            })
        .compose(promoted -> held.admit(promoted.lines()));
  }

  /** Lets those go whose time has come. */
  Future<Void> timeCome() {
    return store
        .timeCome()
        .compose(
            due ->
                settle(due)
                    .compose(
                        done ->
                            due.size() == WaitingStore.MOST
                                ? timeCome()
                                : Future.succeededFuture()));
  }

  /** Looks at the next of all that wait. */
  Future<Void> sweep() {
    return store
        .after(swept)
        .compose(
            next -> {
              swept = next.size() == WaitingStore.MOST ? next.get(next.size() - 1) : FIRST;
              return settle(next);
            });
  }
}
