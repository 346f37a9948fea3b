package io.athanor.persistence;

import io.athanor.persistence.twin.TwinSite;
import io.athanor.support.ExternalDatabase;
import io.athanor.support.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Where the migrated database of a {@link StoreNode} is, and whose the server is. */
enum StorePlace {
  /** On a server whose files are our own. */
  OURS,
  /** On one whose files are somebody else's. */
  FOREIGN,
  /** On a server of its own, the oldest that is supported, whose files are somebody else's. */
  EXTERNAL;

  /** The database. */
  interface Opened {
    JdbcTarget target();

    JdbcTarget administration();

    TwinSite site() throws SQLException;

    void close() throws SQLException, IOException;
  }

  Opened open(ExtensionContext context) throws SQLException, IOException {
    return this == EXTERNAL ? external() : shared(context);
  }

  DatabaseAccess access(Opened opened) throws SQLException {
    return new DatabaseAccess(
        opened.target(),
        Optional.empty(),
        this == OURS ? Optional.of(opened.site()) : Optional.empty());
  }

  private static Opened shared(ExtensionContext context) throws SQLException {
    TestDatabase database = TestDatabase.migrated();
    database.beforeAll(context);
    return new Opened() {
      @Override
      public JdbcTarget target() {
        return database.target();
      }

      @Override
      public JdbcTarget administration() {
        return database.administration();
      }

      @Override
      public TwinSite site() throws SQLException {
        return database.site();
      }

      @Override
      public void close() throws SQLException {
        database.afterAll(context);
      }
    };
  }

  private static Opened external() throws IOException {
    ExternalDatabase server = ExternalDatabase.start();
    Migrations.run(server.target());
    return new Opened() {
      @Override
      public JdbcTarget target() {
        return server.target();
      }

      @Override
      public JdbcTarget administration() {
        return server.administration();
      }

      @Override
      public TwinSite site() {
        throw new UnsupportedOperationException("its files are not ours");
      }

      @Override
      public void close() throws IOException {
        server.close();
      }
    };
  }
}
