package io.athanor.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** One verticle between the node, which speaks on any thread, and its clients. */
final class Reception implements Door.Hall {

  private final Context context;
  private final Front front;
  private final Traffic traffic;
  private final Followers followers;
  private final StartupSockets sockets;
  private final Duration patience;
  private final Runnable unfollow;

  /** Opens it, on the verticle's event loop. */
  Reception(
      Context context,
      Front front,
      Traffic traffic,
      Followers followers,
      StartupSockets sockets,
      Duration patience) {
    this.context = context;
    this.front = front;
    this.traffic = traffic;
    this.followers = followers;
    this.sockets = sockets;
    this.patience = patience;
    front.door().leadsTo(this);
    unfollow = front.startup().follow(this::tell);
  }

  private void tell() {
    try {
      context.runOnContext(now -> startChanged());
    } catch (RejectedExecutionException e) {
      // A start that was given up may have ended this event loop before its last news.
      unfollow.run();
    }
  }

  private void startChanged() {
    followers.wake(StartupRoutes.START);
    sockets.wake();
  }

  @Override
  public Future<Void> empty() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.runOnContext(now -> drain().onComplete(quiet -> done.complete(null)));
    return Future.fromCompletionStage(done);
  }

  @Override
  public void hurry() {
    context.runOnContext(now -> traffic.hurry());
  }

  /** Refuses what is new, ends the event streams, and lets what is in progress finish. */
  private Future<Void> drain() {
    Future<Void> quiet = traffic.drain(patience);
    followers.close();
    sockets.close();
    return quiet;
  }

  /** On the verticle's event loop. Where the door was closed before, nothing is waited for. */
  Future<Void> close() {
    unfollow.run();
    front.door().leadsNoLongerTo(this);
    return drain();
  }
}
