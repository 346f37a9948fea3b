package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.persistence.embedded.EmbeddedServer;
import io.athanor.persistence.twin.TwinSite;
import io.athanor.support.OlderServer;
import io.athanor.support.TestDatabase;
import io.athanor.support.TestFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.stream.Stream;

/** The servers on which a twin is made. */
enum TwinServer {
  /** The node's own. */
  OWN,
  /** The version before, found as one whose files are ours, where the node is the superuser. */
  OLDER;

  /**
   * A migrated database.
   *
   * @param target the role that plans its statements
   */
  record Place(JdbcTarget target, TwinSite site, EmbeddedServer server, Path folder) {

    void close() throws IOException {
      if (server != null) {
        server.close();
        try (Stream<Path> paths = Files.walk(folder)) {
          for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
    }
  }

  /** The folder's owner, which the server's user is. */
  static int user(Path folder) throws IOException {
    return (Integer) Files.getAttribute(folder.resolve("data"), "unix:uid");
  }

  Place open(TestDatabase shared) throws SQLException, IOException {
    if (this == OWN) {
      return new Place(shared.target(), shared.site(), null, null);
    }
    Path folder = TestFolders.create("older");
    EmbeddedServer server = EmbeddedServer.start(OlderServer.options(folder));
    assertThat(server.version()).startsWith("17.");
    JdbcTarget target = server.administration().withDatabase(server.database());
    Migrations.run(target);
    OwnedServer owned = OwnedServer.of(DatabaseAccess.of(target), user(folder));
    assertThat(owned.missing()).isNull();
    return new Place(target, owned.site().orElseThrow(), server, folder);
  }
}
