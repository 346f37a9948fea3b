package io.athanor.bench.tpch;

import io.athanor.persistence.JdbcTarget;
import io.athanor.persistence.twin.SparseTwin;
import io.athanor.persistence.twin.TwinSite;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A database with the eight tables of TPC-H and without any key or index, as published comparisons
 * of index advisors begin. It is dropped when it is closed.
 */
public final class TpchDatabase implements AutoCloseable {

  /**
   * How the server plans and executes: as it does by itself, but with one process for each query.
   */
  public static final Map<String, String> SETTINGS =
      Map.of("max_parallel_workers_per_gather", "0", "jit", "off", "work_mem", "4MB");

  /** A few indexes that help, chosen by hand. */
  public static final List<String> BY_HAND =
      List.of(
          "CREATE INDEX lineitem_order ON lineitem (l_orderkey)",
          "CREATE INDEX lineitem_shipped ON lineitem (l_shipdate)",
          "CREATE INDEX lineitem_part ON lineitem (l_partkey, l_suppkey)",
          "CREATE INDEX orders_customer ON orders (o_custkey)",
          "CREATE INDEX orders_date ON orders (o_orderdate)",
          "CREATE INDEX partsupp_part ON partsupp (ps_partkey, ps_suppkey)");

  private final JdbcTarget administration;
  private final String name;
  private final double scale;
  private Duration copied = Duration.ZERO;
  private Duration analysed = Duration.ZERO;

  private TpchDatabase(JdbcTarget administration, String name, double scale) {
    this.administration = administration;
    this.name = name;
    this.scale = scale;
  }

  /**
   * Makes and fills one.
   *
   * @param administration a superuser of the server
   * @param scale 1 for six million lines of orders, about a gigabyte
   */
  public static TpchDatabase load(JdbcTarget administration, double scale) throws SQLException {
    String name = "tpch_" + UUID.randomUUID().toString().substring(0, 8);
    try (Connection connection = administration.connect()) {
      Sql.execute(connection, "CREATE DATABASE " + name + " TEMPLATE template0");
      for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
        String value = setting.getKey() + " = '" + setting.getValue() + "'";
        Sql.execute(connection, "ALTER DATABASE " + name + " SET " + value);
      }
    }
    TpchDatabase database = new TpchDatabase(administration, name, scale);
    try {
      database.fill();
      return database;
    } catch (SQLException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private void fill() throws SQLException {
    long began = System.nanoTime();
    try (Connection connection = target().connect()) {
      // What a transaction has made itself can be written without a later vacuum.
      connection.setAutoCommit(false);
      Sql.execute(connection, Resources.read("tables.sql"));
      for (var table : TpchRows.of(scale).entrySet()) {
        TpchRows.copy(connection, table.getKey(), table.getValue());
      }
      connection.commit();
      copied = Duration.ofNanos(System.nanoTime() - began);
      connection.setAutoCommit(true);
      Sql.execute(connection, "VACUUM ANALYZE");
      Sql.execute(connection, "CHECKPOINT");
      // The rows came before the workload, which writes none.
      Sql.execute(connection, "SELECT pg_stat_reset()");
    }
    analysed = Duration.ofNanos(System.nanoTime() - began).minus(copied);
  }

  /** How a superuser connects to it. */
  public JdbcTarget target() {
    return administration.withDatabase(name);
  }

  /** A session in which the queries are planned as {@link #SETTINGS} say. */
  public Connection session() throws SQLException {
    Connection connection = target().connect();
    for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
      Sql.execute(connection, "SET " + setting.getKey() + " = '" + setting.getValue() + "'");
    }
    return connection;
  }

  /** Its server, for twins. */
  public TwinSite site() throws SQLException {
    try (Connection connection = target().connect()) {
      return new TwinSite(administration, Path.of(Sql.text(connection, "SHOW data_directory")));
    }
  }

  /** Its twin without rows, on which nothing is built; to be closed by the caller. */
  public SparseTwin twin() throws SQLException, IOException {
    SparseTwin twin = SparseTwin.of(site(), target(), 1);
    twin.settings(SETTINGS);
    return twin;
  }

  /** The queries for its size, by name. */
  public Map<String, String> queries() {
    return TpchQueries.at(scale);
  }

  /** How long it took to make and write the rows. */
  public Duration copied() {
    return copied;
  }

  /** How long vacuum, statistics and the checkpoint took after that. */
  public Duration analysed() {
    return analysed;
  }

  /** The size of the tables. */
  public long bytes() throws SQLException {
    String size =
        "SELECT sum(pg_table_size(oid)) FROM pg_class"
            + " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    try (Connection connection = target().connect()) {
      return Long.parseLong(Sql.text(connection, size));
    }
  }

  /** Drops it. */
  @Override
  public void close() throws SQLException {
    try (Connection connection = administration.connect()) {
      Sql.execute(connection, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }
  }
}
