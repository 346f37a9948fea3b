package io.athanor.bench;

import io.athanor.persistence.BareStatements;
import io.athanor.persistence.JdbcTarget;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import java.util.UUID;
import java.util.function.IntConsumer;

/** The baseline of HTTP: one handler that runs the SQL and writes the text. */
final class BareVerticle extends VerticleBase {

  private static final int ID_LENGTH = 36;
  private static final int SHARED_RANDOM_PORT = -1;

  private final JdbcTarget target;
  private final int connections;
  private final IntConsumer listening;

  BareVerticle(JdbcTarget target, int connections, IntConsumer listening) {
    this.target = target;
    this.connections = connections;
    this.listening = listening;
  }

  @Override
  public Future<?> start() {
    BareStatements statements =
        new BareStatements(vertx, target, Settings.defaults().database(), connections);
    return vertx
        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(SHARED_RANDOM_PORT))
        .requestHandler(
            request -> {
              String path = request.path();
              UUID id = UUID.fromString(path.substring(path.length() - ID_LENGTH));
              statements
                  .get(id)
                  .onSuccess(
                      document ->
                          request
                              .response()
                              .putHeader("content-type", "application/json")
                              .end(document.text()))
                  .onFailure(cause -> request.response().setStatusCode(500).end());
            })
        .listen()
        .onSuccess(server -> listening.accept(server.actualPort()));
  }
}
