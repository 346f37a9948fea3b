package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Experiments;
import io.athanor.contract.Live;
import io.athanor.contract.Operations;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * The HTTP server of a node. Several instances on one Vertx share the port, each on an event loop
 * of its own; connections are counted for each instance.
 */
public final class HttpVerticle extends VerticleBase {

  private final HttpConfig config;
  private final NodeBus node;
  private final KeyCheck keys;
  private final Front front;
  private final IntConsumer listening;
  private final Followers followers = new Followers();
  private final LiveFigures live = new LiveFigures(System::nanoTime);
  private Bus bus;
  private Traffic traffic;
  private HttpServer server;
  private Reception reception;

  /**
   * A server that is not yet started.
   *
   * @param keys tells which API keys are good
   * @param front what it has to know of the node
   * @param listening is told the actual port, once by each instance
   */
  public HttpVerticle(
      HttpConfig config, NodeBus node, KeyCheck keys, Front front, IntConsumer listening) {
    this.config = config;
    this.node = node;
    this.keys = keys;
    this.front = front;
    this.listening = listening;
  }

  @Override
  public Future<?> start() {
    bus = node.open(Role.HTTP);
    traffic = new Traffic(vertx, config.maxConnections(), config.idleTimeout());
    traffic.watch();
    StartupSockets sockets = new StartupSockets(front.startup());
    StartupRoutes start = new StartupRoutes(config, followers, sockets, front.startup());
    Routes routes = new Routes(bus, node, config, followers, live, start, front.door());
    Duration patience = config.requestTimeout();
    reception = new Reception(context, front, traffic, followers, sockets, patience);
    server =
        vertx
            .createHttpServer(Listening.options(config))
            .connectionHandler(traffic::opened)
            .invalidRequestHandler(InvalidRequests::answer)
            .requestHandler(
                routes.router(vertx, new Gate(config, keys, traffic, front.door()), front.times()));
    return bus.listen(Experiments.OUTPUT_GREW, grew -> followers.wake(grew.id()))
        .compose(heard -> bus.listen(Experiments.CHANGED, this::changed))
        .compose(heard -> bus.listen(Live.PROGRESSED, this::progressed))
        .compose(
            heard ->
                server
                    .listen()
                    .recover(cause -> Future.failedFuture(Listening.failed(config, cause))))
        .onSuccess(bound -> listening.accept(bound.actualPort()))
        .compose(bound -> front.times().serve(bus))
        .compose(bound -> bus.serve(Operations.ping(Role.HTTP), ping -> pong()));
  }

  private void changed(Experiments.Changed changed) {
    changed.ids().forEach(followers::wake);
    followers.wakeAll();
  }

  private void progressed(Live.Progressed figures) {
    live.heard(figures);
    followers.wake(figures.id());
  }

  private Future<Operations.Pong> pong() {
    String detail =
        "listening on port " + server.actualPort() + ", " + followers.count() + " followers";
    return Future.succeededFuture(new Operations.Pong(true, detail));
  }

  /** Refuses what is new, ends the event streams, and lets what is in progress finish. */
  @Override
  public Future<?> stop() {
    return reception
        .close()
        .eventually(() -> server.close())
        .eventually(bus::drain)
        .otherwiseEmpty();
  }
}
