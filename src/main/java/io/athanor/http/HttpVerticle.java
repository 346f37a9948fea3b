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
import io.vertx.core.http.HttpServerOptions;
import java.util.function.IntConsumer;

/**
 * The HTTP server of a node. Several instances on one Vertx share the port, each on an event loop
 * of its own; connections are counted for each instance.
 */
public final class HttpVerticle extends VerticleBase {

  private static final int MAX_HEADERS = 16 * 1024;
  // Any free port, and the same one for all instances, which 0 would not be.
  private static final int SHARED_RANDOM_PORT = -1;
  private static final int MAX_REQUEST_LINE = 8 * 1024;

  private final HttpConfig config;
  private final NodeBus node;
  private final KeyCheck keys;
  private final RouteTimes times;
  private final IntConsumer listening;
  private final Followers followers = new Followers();
  private final LiveFigures live = new LiveFigures(System::nanoTime);
  private Bus bus;
  private Traffic traffic;
  private HttpServer server;

  /**
   * A server that is not yet started.
   *
   * @param keys tells which API keys are good
   * @param listening is told the actual port, once by each instance
   */
  public HttpVerticle(HttpConfig config, NodeBus node, KeyCheck keys, IntConsumer listening) {
    this(config, node, keys, new RouteTimes(), listening);
  }

  /** The same, timed together with the other servers of the node. */
  public HttpVerticle(
      HttpConfig config, NodeBus node, KeyCheck keys, RouteTimes times, IntConsumer listening) {
    this.times = times;
    this.config = config;
    this.node = node;
    this.keys = keys;
    this.listening = listening;
  }

  @Override
  public Future<?> start() {
    bus = node.open(Role.HTTP);
    traffic = new Traffic(vertx, config.maxConnections(), config.idleTimeout());
    traffic.watch();
    Routes routes = new Routes(bus, node, config, followers, live);
    server =
        vertx
            .createHttpServer(options())
            .connectionHandler(traffic::opened)
            .invalidRequestHandler(InvalidRequests::answer)
            .requestHandler(routes.router(vertx, new Gate(config, keys, traffic), times));
    return bus.listen(Experiments.OUTPUT_GREW, grew -> followers.wake(grew.id()))
        .compose(heard -> bus.listen(Experiments.CHANGED, this::changed))
        .compose(heard -> bus.listen(Live.PROGRESSED, this::progressed))
        .compose(heard -> server.listen().recover(this::notListening))
        .onSuccess(bound -> listening.accept(bound.actualPort()))
        .compose(bound -> times.serve(bus))
        .compose(bound -> bus.serve(Operations.ping(Role.HTTP), ping -> pong()));
  }

  private Future<HttpServer> notListening(Throwable cause) {
    String message =
        "cannot listen on %s:%d: %s. Set ATHANOR_HTTP_PORT to a free port, or to 0 for any."
            .formatted(config.host(), config.port(), cause.getMessage());
    return Future.failedFuture(new IllegalStateException(message, cause));
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(config.host())
        .setPort(config.port() == 0 ? SHARED_RANDOM_PORT : config.port())
        .setIdleTimeout((int) Math.max(1, config.idleTimeout().toSeconds()))
        .setMaxHeaderSize(MAX_HEADERS)
        .setMaxInitialLineLength(MAX_REQUEST_LINE)
        .setHttp2ClearTextEnabled(false)
        .setHandle100ContinueAutomatically(false);
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
    Future<Void> quiet = traffic.drain(config.requestTimeout());
    followers.close();
    return quiet.eventually(() -> server.close()).eventually(bus::drain).otherwiseEmpty();
  }
}
