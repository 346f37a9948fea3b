package io.athanor.support;

import io.athanor.persistence.JdbcTarget;
import io.athanor.persistence.Migrations;
import io.athanor.persistence.twin.TwinSite;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A migrated database for one test class, cloned from a template on a server that all classes of
 * this JVM share:
 *
 * <pre>{@code
 * @RegisterExtension static final TestDatabase database = TestDatabase.migrated();
 * }</pre>
 *
 * <p>The tests of a class share it, so they clear what they write or use keys of their own.
 */
public final class TestDatabase implements BeforeAllCallback, AfterAllCallback {

  private final String location;
  private SharedServer server;
  private JdbcTarget target;

  private TestDatabase(String location) {
    this.location = location;
  }

  /** With the product's migrations. */
  public static TestDatabase migrated() {
    return new TestDatabase(Migrations.LOCATION);
  }

  /** With migrations from another place, such as {@code classpath:folder}. */
  public static TestDatabase migratedFrom(String location) {
    return new TestDatabase(location);
  }

  /** How to connect to this class's database. */
  public JdbcTarget target() {
    return target;
  }

  /** How the server's superuser connects. */
  public JdbcTarget administration() {
    return server.administration();
  }

  /** The server with its files, for twins of this class's database. */
  public TwinSite site() throws SQLException {
    try (Connection connection = administration().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("show data_directory")) {
      rows.next();
      return new TwinSite(administration(), Path.of(rows.getString(1)));
    }
  }

  /** One more clone of the template; the caller gives it back to {@link #drop(JdbcTarget)}. */
  public JdbcTarget another() throws SQLException {
    return server.create(location);
  }

  /** Drops a clone, ending its connections. */
  public void drop(JdbcTarget database) throws SQLException {
    server.drop(database);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws SQLException {
    server =
        context
            .getRoot()
            .getStore(Namespace.create(TestDatabase.class))
            .getOrComputeIfAbsent(
                SharedServer.class, key -> SharedServer.start(), SharedServer.class);
    target = server.create(location);
  }

  @Override
  public void afterAll(ExtensionContext context) throws SQLException {
    if (target != null) {
      server.drop(target);
    }
  }
}
