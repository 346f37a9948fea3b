package io.athanor.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The WebSocket clients of one verticle that follow the start. One that is slow misses states in
 * between, never the last. Used on the verticle's event loop only.
 */
final class StartupSockets {

  private static final short NORMAL = 1000;
  private static final short GOING_AWAY = 1001;

  private final StartupView view;
  private final Set<Follower> followers = new HashSet<>();

  StartupSockets(StartupView view) {
    this.view = view;
  }

  /** Serves one client until its socket is closed. */
  Future<Void> serve(RoutingContext ctx) {
    String upgrade = ctx.request().getHeader(HttpHeaders.UPGRADE);
    if (!"websocket".equalsIgnoreCase(upgrade)) {
      throw Problem.of(426, "upgrade-required", "This path is a WebSocket.")
          .advising("Connect by WebSocket, or use GET /startup/events.")
          .raise();
    }
    return ctx.request().toWebSocket().compose(socket -> new Follower(socket).follow());
  }

  /** There may be something new. */
  void wake() {
    List.copyOf(followers).forEach(Follower::wake);
  }

  /** Ends them all, each with the last state if that is the end of the start. */
  void close() {
    List.copyOf(followers).forEach(Follower::end);
  }

  private final class Follower {
    private final ServerWebSocket socket;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private String seen = "";
    private boolean writing;
    private boolean ending;

    Follower(ServerWebSocket socket) {
      this.socket = socket;
    }

    Future<Void> follow() {
      followers.add(this);
      Context context = Vertx.currentContext();
      socket.closeHandler(closed -> gone.complete(null));
      socket.exceptionHandler(broken -> gone.complete(null));
      wake();
      return Future.fromCompletionStage(gone, context).onComplete(closed -> followers.remove(this));
    }

    /** At most one message is on its way, and the next one is what is true by then. */
    void wake() {
      StartupView.Progress now = view.progress();
      if (writing || now.id().equals(seen)) {
        return;
      }
      seen = now.id();
      writing = true;
      socket
          .writeTextMessage(now.document().text())
          .onComplete(
              (written, cause) -> {
                writing = false;
                if (now.last() || cause != null) {
                  socket.close(NORMAL);
                } else if (ending) {
                  socket.close(GOING_AWAY);
                } else {
                  wake();
                }
              });
    }

    void end() {
      ending = true;
      wake();
      if (!writing) {
        socket.close(GOING_AWAY);
      }
    }
  }
}
