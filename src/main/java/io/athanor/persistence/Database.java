package io.athanor.persistence;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The connection pool with its clock: every statement is measured under its name, wait for a
 * connection apart from execution.
 */
final class Database implements Session {

  private final Pool pool;
  private final StatementMeter meter;

  private Database(Pool pool, StatementMeter meter) {
    this.pool = pool;
    this.meter = meter;
  }

  /**
   * Opens a pool; to be called in the verticle that owns it, so that it is closed after the
   * verticle.
   */
  static Database open(
      Vertx vertx, JdbcTarget target, DatabaseConfig config, StatementMeter meter) {
    Pool pool =
        PgBuilder.pool()
            .with(pooled(config.pool()))
            .with(
                new NetClientOptions()
                    .setConnectTimeout((int) config.pool().connectionTimeout().toMillis())
                    .setTcpKeepAlive(true)
                    .setTcpNoDelay(true))
            .connectingTo(connected(target, config))
            .using(vertx)
            .build();
    return new Database(pool, meter);
  }

  private static PoolOptions pooled(DatabaseConfig.Pool config) {
    return new PoolOptions()
        .setName("athanor")
        .setMaxSize(config.size())
        .setMaxWaitQueueSize(config.maxWaitQueue())
        .setConnectionTimeout((int) config.connectionTimeout().toMillis())
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) config.idleTimeout().toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxLifetime((int) config.maxLifetime().toMillis())
        .setMaxLifetimeUnit(TimeUnit.MILLISECONDS)
        .setPoolCleanerPeriod(1_000)
        .setEventLoopSize(0)
        .setShared(false);
  }

  static PgConnectOptions connected(JdbcTarget target, DatabaseConfig config) {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(target.host())
            .setPort(target.port())
            .setDatabase(target.database())
            .setUser(target.user())
            .setPassword(target.password())
            .setSslMode(SslMode.of(target.parameters().getOrDefault("sslmode", "prefer")))
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(512)
            .setPreparedStatementCacheSqlFilter(sql -> true)
            .setPipeliningLimit(1);
    return options
        .addProperty("application_name", "athanor")
        .addProperty("TimeZone", "UTC")
        .addProperty("search_path", "public")
        .addProperty("statement_timeout", Long.toString(config.statementTimeout().toMillis()))
        .addProperty("lock_timeout", Long.toString(config.statementTimeout().toMillis()))
        .addProperty(
            "idle_in_transaction_session_timeout",
            Long.toString(2 * config.statementTimeout().toMillis()));
  }

  @Override
  public Future<RowSet<Row>> run(Statement statement, Tuple parameters) {
    long asked = System.nanoTime();
    return pool.getConnection()
        .recover(cause -> Future.failedFuture(missed(statement, asked, cause)))
        .compose(
            connection ->
                execute(connection, statement, parameters, System.nanoTime() - asked)
                    .eventually(connection::close));
  }

  private Throwable missed(Statement statement, long asked, Throwable cause) {
    meter.failed(statement.name(), System.nanoTime() - asked, 0);
    return SqlFailures.refusal(statement.name(), cause);
  }

  /** Runs several statements in one transaction: all of them or none. */
  <T> Future<T> transaction(Function<Session, Future<T>> work) {
    return pool.getConnection()
        .recover(cause -> Future.failedFuture(SqlFailures.refusal("transaction.begin", cause)))
        .compose(
            connection ->
                connection
                    .begin()
                    .recover(
                        cause ->
                            Future.failedFuture(SqlFailures.refusal("transaction.begin", cause)))
                    .compose(
                        transaction ->
                            Future.succeededFuture()
                                .compose(
                                    begun ->
                                        work.apply(
                                            (statement, parameters) ->
                                                execute(connection, statement, parameters, 0)))
                                .transform(
                                    (result, cause) ->
                                        cause == null
                                            ? transaction
                                                .commit()
                                                .recover(
                                                    e ->
                                                        Future.failedFuture(
                                                            SqlFailures.refusal(
                                                                "transaction.commit", e)))
                                                .map(done -> result)
                                            : transaction
                                                .rollback()
                                                .transform(
                                                    (done, e) -> Future.failedFuture(cause))))
                    .eventually(connection::close));
  }

  private Future<RowSet<Row>> execute(
      SqlConnection connection, Statement statement, Tuple parameters, long waited) {
    long began = System.nanoTime();
    PreparedQuery<RowSet<Row>> query = connection.preparedQuery(statement.text());
    return query
        .execute(parameters)
        .transform(
            (rows, cause) -> {
              long took = System.nanoTime() - began;
              if (cause == null) {
                meter.executed(
                    statement.name(), waited, took, Math.max(rows.size(), rows.rowCount()));
                return Future.succeededFuture(rows);
              }
              meter.failed(statement.name(), waited, took);
              return Future.failedFuture(SqlFailures.refusal(statement.name(), cause));
            });
  }

  Future<Void> close() {
    return pool.close();
  }
}
