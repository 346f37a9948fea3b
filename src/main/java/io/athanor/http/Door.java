package io.athanor.http;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Whether the API takes requests: not yet while the node starts, and no more once it stops. One for
 * all instances of {@link HttpVerticle}; may be used on any thread.
 */
public final class Door {

  /** What stands behind the door, on its own event loop. */
  interface Hall {

    /** Lets nobody in any more; completes when all have gone, or after its own patience. */
    Future<Void> empty();

    /** Has no more patience. */
    void hurry();
  }

  private final List<Hall> halls = new CopyOnWriteArrayList<>();
  private volatile boolean open;

  /** The node is ready. */
  public void open() {
    open = true;
  }

  /** Refuses what is new; completes when everything that was in progress has ended. Never fails. */
  public Future<Void> close() {
    List<Future<Void>> emptied = halls.stream().map(Hall::empty).toList();
    return emptied.isEmpty()
        ? Future.succeededFuture()
        : Future.join(emptied).<Void>mapEmpty().otherwiseEmpty();
  }

  /** What is still in progress is waited for no longer. */
  public void hurry() {
    halls.forEach(Hall::hurry);
  }

  boolean isOpen() {
    return open;
  }

  void leadsTo(Hall hall) {
    halls.add(hall);
  }

  void leadsNoLongerTo(Hall hall) {
    halls.remove(hall);
  }
}
