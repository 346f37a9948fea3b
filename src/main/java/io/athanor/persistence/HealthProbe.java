package io.athanor.persistence;

import io.athanor.contract.Operations.Pong;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.TimeUnit;

/** Health's own connection: it answers even when every connection of the pool is taken. */
final class HealthProbe {

  private static final int SECONDS = 2;

  private final Vertx vertx;
  private final PgConnectOptions options;
  private Future<PgConnection> connection;

  HealthProbe(Vertx vertx, PgConnectOptions options) {
    this.vertx = vertx;
    this.options = new PgConnectOptions(options).addProperty("application_name", "athanor health");
  }

  Future<Pong> ping() {
    if (connection == null || connection.failed()) {
      connection =
          PgConnection.connect(vertx, options)
              .onSuccess(open -> open.closeHandler(closed -> connection = null));
    }
    return connection
        .compose(open -> open.query("/* health.ping */ select 1").execute())
        .timeout(SECONDS, TimeUnit.SECONDS)
        .map(rows -> new Pong(true, "answers"))
        .otherwise(
            cause -> {
              Future<PgConnection> broken = connection;
              connection = null;
              if (broken != null) {
                broken.onSuccess(SqlConnection::close);
              }
              return new Pong(false, "The database does not answer: " + cause.getMessage());
            });
  }

  Future<Void> close() {
    return connection == null || connection.failed()
        ? Future.succeededFuture()
        : connection.compose(SqlConnection::close);
  }
}
