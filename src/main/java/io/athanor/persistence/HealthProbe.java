package io.athanor.persistence;

import io.athanor.contract.Operations.Pong;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Health's own connection: it answers even when every connection of the pool is taken. */
final class HealthProbe {

  private static final int SECONDS = 2;
  private static final Statement PING = new Statement("health.ping", "select 1");

  private final Vertx vertx;
  private final PgConnectOptions options;
  private Future<PgConnection> connection;

  HealthProbe(Vertx vertx, PgConnectOptions options) {
    this.vertx = vertx;
    this.options = new PgConnectOptions(options).addProperty("application_name", "athanor health");
  }

  Future<Pong> ping() {
    return ask(PING, rows -> new Pong(true, "answers"))
        .otherwise(cause -> new Pong(false, "The database does not answer: " + cause.getMessage()));
  }

  /** Asks something small; what does not answer in time costs the connection. */
  <T> Future<T> ask(Statement statement, Function<RowSet<Row>, T> reading) {
    if (connection == null || connection.failed()) {
      connection =
          PgConnection.connect(vertx, options)
              .onSuccess(open -> open.closeHandler(closed -> connection = null));
    }
    return connection
        .compose(open -> open.query(statement.text()).execute())
        .timeout(SECONDS, TimeUnit.SECONDS)
        .onFailure(cause -> leave())
        .map(reading);
  }

  private void leave() {
    Future<PgConnection> broken = connection;
    connection = null;
    if (broken != null) {
      broken.onSuccess(SqlConnection::close);
    }
  }

  Future<Void> close() {
    return connection == null || connection.failed()
        ? Future.succeededFuture()
        : connection.compose(SqlConnection::close);
  }
}
