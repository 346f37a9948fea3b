package io.athanor.bench;

import io.athanor.persistence.JdbcTarget;
import io.athanor.persistence.Migrations;
import io.athanor.persistence.embedded.EmbeddedServer;
import io.athanor.persistence.embedded.EmbeddedServerOptions;
import io.athanor.support.TestFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The embedded server as a node starts it, durable and migrated, in a folder of its own. */
final class DurableDatabase implements AutoCloseable {

  private final Path home;
  private final EmbeddedServer server;
  private final ServerTime time;

  private DurableDatabase(Path home, EmbeddedServer server) {
    this.home = home;
    this.server = server;
    this.time = new ServerTime(server.pid());
  }

  static DurableDatabase start() throws IOException {
    Path home = TestFolders.create("bench");
    EmbeddedServer server =
        EmbeddedServer.start(
            EmbeddedServerOptions.at(home)
                .withBinaries(TestFolders.binaries())
                .withSharedBuffers("128MB"));
    Migrations.run(server.target());
    DurableDatabase database = new DurableDatabase(home, server);
    for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
      if (!database.text("show " + setting).equals("on")) {
        throw new IllegalStateException("a figure without " + setting + " would be worth nothing");
      }
    }
    return database;
  }

  JdbcTarget target() {
    return server.target();
  }

  /** How the server's superuser connects. */
  JdbcTarget administration() {
    return server.administration();
  }

  /** An empty database on the same server, which belongs to the same role. */
  JdbcTarget another(String name) {
    execute(
        server.administration(), "create database " + name + " owner \"" + target().user() + "\"");
    return target().withDatabase(name);
  }

  /** The one value that a query answers. */
  String text(String sql) {
    try (Connection connection = target().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  void execute(String sql) {
    execute(target(), sql);
  }

  /** Writes everything down, so that the next measurement does not pay for the last one. */
  void checkpoint() {
    execute(server.administration(), "checkpoint");
  }

  private static void execute(JdbcTarget target, String sql) {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Processor time of the server so far. */
  double cpuMicros() {
    return time.micros();
  }

  /** How many bytes of write-ahead log there have been. */
  long walBytes() {
    return Long.parseLong(text("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"));
  }

  @Override
  public void close() throws IOException {
    server.close();
    Folder.delete(home);
  }
}
