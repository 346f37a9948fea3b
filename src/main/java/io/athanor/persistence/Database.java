package io.athanor.persistence;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection pool with its clock: every statement is measured under its name, wait for a
 * connection apart from execution.
 */
final class Database implements Session {

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  private static final int TRIES = 4;

  private final Pool pool;
  private final StatementMeter meter;
  private final long slowNanos;
  private SlowListener slow = (statement, parameters, nanos) -> {};

  private Database(Pool pool, StatementMeter meter, long slowNanos) {
    this.pool = pool;
    this.meter = meter;
    this.slowNanos = slowNanos;
  }

  /**
   * Opens a pool; to be called in the verticle that owns it, so that it is closed after the
   * verticle.
   */
  static Database open(
      Vertx vertx, JdbcTarget target, DatabaseConfig config, StatementMeter meter) {
    Pool pool =
        PgBuilder.pool()
            .with(ConnectionSettings.pool(config.pool()))
            .with(
                new NetClientOptions()
                    .setConnectTimeout((int) config.pool().connectionTimeout().toMillis())
                    .setTcpKeepAlive(true)
                    .setTcpNoDelay(true))
            .connectingTo(ConnectionSettings.server(target, config))
            .using(vertx)
            .build();
    return new Database(pool, meter, config.slowQueryThreshold().toNanos());
  }

  /** Is told of statements that took longer than they should. */
  interface SlowListener {
    void slow(Statement statement, Tuple parameters, long nanos);
  }

  void onSlow(SlowListener listener) {
    slow = listener;
  }

  @Override
  public Future<RowSet<Row>> run(Statement statement, Tuple parameters) {
    return repeated(() -> once(statement, parameters), TRIES);
  }

  private Future<RowSet<Row>> once(Statement statement, Tuple parameters) {
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
    return SqlFailures.noConnection(statement.name(), cause);
  }

  /**
   * Runs several statements in one transaction: all of them or none. The work may be done more than
   * once.
   */
  <T> Future<T> transaction(Function<Session, Future<T>> work) {
    return repeated(
        () ->
            pool.getConnection()
                .recover(
                    cause ->
                        Future.failedFuture(SqlFailures.noConnection("transaction.begin", cause)))
                .compose(connection -> transaction(connection, work)),
        TRIES);
  }

  private <T> Future<T> transaction(SqlConnection connection, Function<Session, Future<T>> work) {
    Session session = (statement, parameters) -> execute(connection, statement, parameters, 0);
    return named("transaction.begin", connection.begin())
        .compose(
            transaction ->
                Future.succeededFuture(session)
                    .compose(work)
                    .transform((result, cause) -> end(transaction, result, cause)))
        .eventually(connection::close);
  }

  private static <T> Future<T> end(Transaction transaction, T result, Throwable cause) {
    return cause == null
        ? named("transaction.commit", transaction.commit()).map(done -> result)
        : transaction.rollback().transform((done, e) -> Future.failedFuture(cause));
  }

  private static <T> Future<T> named(String step, Future<T> future) {
    return future.recover(cause -> Future.failedFuture(SqlFailures.refusal(step, cause)));
  }

  /** What collided with another transaction was rolled back whole, so it can simply come again. */
  private static <T> Future<T> repeated(Supplier<Future<T>> work, int tries) {
    return work.get()
        .recover(
            cause ->
                tries > 1 && SqlFailures.collided(cause)
                    ? repeated(work, tries - 1)
                    : Future.failedFuture(cause));
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
              if (took > slowNanos) {
                LOG.warn("slow: {} took {} ms", statement.name(), took / 1_000_000);
                slow.slow(statement, parameters, took);
              }
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
