package io.athanor.persistence;

import io.athanor.bus.Correlation;
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
  private final int connections;
  private PoolUse use = new PoolUse();
  private SlowListener slow = (statement, parameters, nanos) -> {};

  private Database(Pool pool, StatementMeter meter, long slowNanos, int connections) {
    this.connections = connections;
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
    return new Database(pool, meter, config.slowQueryThreshold().toNanos(), config.pool().size());
  }

  /** Counts its connections together with those of others. */
  Database counted(PoolUse together) {
    use = together;
    use.opened(connections);
    return this;
  }

  private Future<SqlConnection> taken() {
    use.asked();
    return pool.getConnection().onComplete((connection, cause) -> use.answered(cause == null));
  }

  private Future<Void> returned(SqlConnection connection) {
    use.returned();
    return connection.close();
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
    String correlation = Correlation.id();
    meter.asked(statement, parameters, correlation);
    return repeated(() -> once(statement, parameters, correlation), TRIES);
  }

  private Future<RowSet<Row>> once(Statement statement, Tuple parameters, String correlation) {
    long asked = System.nanoTime();
    return taken()
        .recover(cause -> missed(statement, parameters, asked, cause, correlation))
        .compose(
            connection ->
                execute(connection, statement, parameters, System.nanoTime() - asked, correlation)
                    .eventually(() -> returned(connection)));
  }

  private Future<SqlConnection> missed(
      Statement statement, Tuple parameters, long asked, Throwable cause, String correlation) {
    long now = System.nanoTime();
    Timing waited = new Timing(now, now - asked, 0);
    meter.failed(statement, parameters, waited, SqlFailures.NO_CONNECTION, correlation);
    return Future.failedFuture(SqlFailures.noConnection(statement.name(), cause));
  }

  /**
   * Runs several statements in one transaction: all of them or none. The work may be done more than
   * once.
   */
  <T> Future<T> transaction(Function<Session, Future<T>> work) {
    String correlation = Correlation.id();
    return repeated(
        () -> {
          long asked = System.nanoTime();
          return taken()
              .recover(
                  cause ->
                      missed(
                          TransactionStep.BEGIN.statement(),
                          Tuple.tuple(),
                          asked,
                          cause,
                          correlation))
              .compose(
                  connection ->
                      transaction(connection, System.nanoTime() - asked, work, correlation));
        },
        TRIES);
  }

  private <T> Future<T> transaction(
      SqlConnection connection,
      long waited,
      Function<Session, Future<T>> work,
      String correlation) {
    Session session =
        (statement, parameters) -> {
          meter.asked(statement, parameters, correlation);
          return execute(connection, statement, parameters, 0, correlation);
        };
    return step(TransactionStep.BEGIN, waited, connection::begin, correlation)
        .compose(
            transaction ->
                Future.succeededFuture(session)
                    .compose(work)
                    .transform((result, cause) -> end(transaction, result, cause, correlation)))
        .eventually(() -> returned(connection));
  }

  private <T> Future<T> end(
      Transaction transaction, T result, Throwable cause, String correlation) {
    return cause == null
        ? step(TransactionStep.COMMIT, 0, transaction::commit, correlation).map(done -> result)
        : step(TransactionStep.ROLLBACK, 0, transaction::rollback, correlation)
            .transform((done, e) -> Future.failedFuture(cause));
  }

  private <T> Future<T> step(
      TransactionStep step, long waited, Supplier<Future<T>> doing, String correlation) {
    long began = System.nanoTime();
    return doing
        .get()
        .transform(
            (done, cause) ->
                measured(
                    step.statement(),
                    Tuple.tuple(),
                    Timing.since(began, waited),
                    0,
                    done,
                    cause,
                    correlation));
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
      SqlConnection connection,
      Statement statement,
      Tuple parameters,
      long waited,
      String correlation) {
    long began = System.nanoTime();
    PreparedQuery<RowSet<Row>> query = connection.preparedQuery(statement.text());
    return query
        .execute(parameters)
        .transform(
            (rows, cause) -> {
              Timing timing = Timing.since(began, waited);
              if (isSlow(timing)) {
                slow.slow(statement, parameters, timing.nanos());
              }
              return measured(
                  statement,
                  parameters,
                  timing,
                  cause == null ? Math.max(rows.size(), rows.rowCount()) : 0,
                  rows,
                  cause,
                  correlation);
            });
  }

  private boolean isSlow(Timing timing) {
    return timing.nanos() > slowNanos;
  }

  private <T> Future<T> measured(
      Statement statement,
      Tuple parameters,
      Timing timing,
      long rows,
      T result,
      Throwable cause,
      String correlation) {
    if (isSlow(timing)) {
      LOG.warn("slow: {} took {} ms", statement.name(), timing.nanos() / 1_000_000);
    }
    if (cause == null) {
      meter.executed(statement, parameters, timing, rows, correlation);
      return Future.succeededFuture(result);
    }
    meter.failed(statement, parameters, timing, SqlFailures.state(cause), correlation);
    return Future.failedFuture(SqlFailures.refusal(statement.name(), cause));
  }

  Future<Void> close() {
    use.closed(connections);
    return pool.close();
  }
}
