package io.athanor.persistence;

import io.athanor.persistence.twin.TwinSite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Finds out whether the files of a database server are ours: the embedded one's are, and those of
 * one on this machine whose data directory belongs to the user of this process and whose superuser
 * the node is.
 *
 * @param site the server with its files
 * @param missing why they are not ours, in words; null when they are
 */
record OwnedServer(Optional<TwinSite> site, String missing) {

  /** Also whether files have the sizes that are known here. */
  private static final String ROLE =
      "/* twin.server-role */ SELECT rolsuper, current_setting('block_size') = '8192' AND current_setting('segment_size') = '1GB'"
          + " FROM pg_roles WHERE rolname = current_user";

  /** Only a superuser sees all of it. */
  private static final String FILES =
      "/* twin.server-files */ SELECT current_setting('data_directory'), pg_backend_pid(), system_identifier FROM pg_control_system()";

  private static final int TWIN_SINCE = 17;

  /** The user of this process. */
  static int self() {
    return owner(Path.of("/proc/self"));
  }

  /**
   * Looks; blocks.
   *
   * @param user whose files are ours
   */
  static OwnedServer of(DatabaseAccess access, int user) throws SQLException {
    try (Connection connection = access.node().connect()) {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      if (version < TWIN_SINCE) {
        return not(
            "a twin needs PostgreSQL " + TWIN_SINCE + " or later, and the server has " + version);
      }
      return access.site().isPresent()
          ? new OwnedServer(access.site(), null)
          : external(access.node(), connection, user);
    }
  }

  private static OwnedServer not(String missing) {
    return new OwnedServer(Optional.empty(), missing);
  }

  private static OwnedServer external(JdbcTarget node, Connection connection, int user)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet role = statement.executeQuery(ROLE)) {
        role.next();
        if (!role.getBoolean(1)) {
          return not("the role " + node.user() + " is no superuser of the server");
        }
        if (!role.getBoolean(2)) {
          return not("the server was built for files of another form");
        }
      }
      try (ResultSet files = statement.executeQuery(FILES)) {
        files.next();
        Path data = Path.of(files.getString(1));
        String missing = missing(data, files.getLong(2), files.getLong(3), user);
        return missing == null
            ? new OwnedServer(Optional.of(new TwinSite(node, data)), null)
            : not(missing);
      }
    }
  }

  private static String missing(Path data, long backend, long identifier, int user) {
    if (owner(data) < 0 || !runsHere(data, backend)) {
      return "the server does not run on this machine, as far as can be seen from here";
    }
    if (owner(data) != user || !Files.isWritable(data.resolve("base"))) {
      return "its data directory belongs to another user than this process";
    }
    return identifier(data) == identifier
        ? null
        : "its data directory is another one than that of the same name here";
  }

  /** The process that serves us was started by the one that works in this directory. */
  private static boolean runsHere(Path data, long backend) {
    try {
      Path parent =
          ProcessHandle.of(backend)
              .flatMap(ProcessHandle::parent)
              .map(process -> Path.of("/proc", Long.toString(process.pid()), "cwd"))
              .orElse(null);
      return parent != null && Files.isSameFile(parent, data);
    } catch (IOException e) {
      return false;
    }
  }

  private static int owner(Path path) {
    try {
      return (Integer) Files.getAttribute(path, "unix:uid");
    } catch (IOException | UnsupportedOperationException e) {
      return -1;
    }
  }

  /** The number that a cluster gets when it is made, at the beginning of its control file. */
  private static long identifier(Path data) {
    try (InputStream file = Files.newInputStream(data.resolve("global/pg_control"))) {
      return ByteBuffer.wrap(file.readNBytes(Long.BYTES)).order(ByteOrder.nativeOrder()).getLong();
    } catch (IOException e) {
      return 0;
    }
  }
}
