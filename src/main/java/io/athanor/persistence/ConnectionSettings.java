package io.athanor.persistence;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.PoolOptions;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Our configuration in the words of the SQL client. */
final class ConnectionSettings {

  /**
   * How the server plans our statements. Each of them reads a bounded number of rows through an
   * index, however many there are; but a plan that was made while the queue was empty, or the
   * statistics say so, would read whole tables for the rest of a connection's life. So plans are
   * made once, for any parameters, and without what reads whole tables where there is a choice:
   * sequential scans, merge joins, materialised inner sides and parallel workers. The cost that
   * this puts on small tables must not start the compiler. PlansIT holds the plans to it.
   */
  static final Map<String, String> PLANNING =
      Map.of(
          "plan_cache_mode", "force_generic_plan",
          "enable_seqscan", "off",
          "enable_mergejoin", "off",
          "enable_material", "off",
          "max_parallel_workers_per_gather", "0",
          "jit", "off");

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

  /** How to reach the server, how it plans, and how long it may work on one statement. */
  static PgConnectOptions server(JdbcTarget target, DatabaseConfig config) {
    PgConnectOptions options = plain(target, config);
    PLANNING.forEach(options::addProperty);
    return options;
  }

  /** The same for a server that plans as it does for everybody. */
  static PgConnectOptions plain(JdbcTarget target, DatabaseConfig config) {
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
        .addProperty("client_min_messages", "warning")
        .addProperty("search_path", "public")
        .addProperty("statement_timeout", Long.toString(config.statementTimeout().toMillis()))
        .addProperty("lock_timeout", Long.toString(config.statementTimeout().toMillis()))
        .addProperty(
            "idle_in_transaction_session_timeout",
            Long.toString(2 * config.statementTimeout().toMillis()));
  }
}
