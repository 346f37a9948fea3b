package io.athanor.persistence;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.PoolOptions;
import java.util.concurrent.TimeUnit;

/** Our configuration in the words of the SQL client. */
final class ConnectionSettings {

  private ConnectionSettings() {}

  /** The pool of one verticle: its timers run on that verticle's event loop. */
  static PoolOptions pool(DatabaseConfig.Pool config) {
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

  /** How to reach the server, and how long it may work on one statement. */
  static PgConnectOptions server(JdbcTarget target, DatabaseConfig config) {
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
}
