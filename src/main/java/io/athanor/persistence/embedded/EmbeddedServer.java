package io.athanor.persistence.embedded;

import io.athanor.persistence.JdbcTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A durable PostgreSQL server that lives and dies with this node: real programs, data kept between
 * starts, reachable on the loopback address with a generated password only. All methods but the
 * accessors block; call them on a worker thread.
 */
public final class EmbeddedServer implements AutoCloseable {

  static final String HOST = "127.0.0.1";

  private static final Logger log = LoggerFactory.getLogger(EmbeddedServer.class);
  private static final String DATABASE = "athanor";
  private static final String INVALID_PASSWORD = "28P01";

  private final EmbeddedServerOptions options;
  private final Launcher launcher;
  private final Installation installation;
  private final Identity identity;
  private final Credentials superuser;
  private final Credentials nodePassword;
  private final DataDirectory data;
  private volatile Postmaster postmaster;
  private boolean closed;

  private EmbeddedServer(
      EmbeddedServerOptions options,
      Launcher launcher,
      Installation installation,
      Identity identity,
      Credentials superuser,
      Credentials nodePassword,
      DataDirectory data) {
    this.options = options;
    this.launcher = launcher;
    this.installation = installation;
    this.identity = identity;
    this.superuser = superuser;
    this.nodePassword = nodePassword;
    this.data = data;
  }

  /**
   * Starts the server and returns when it has answered a query. The first start unpacks the
   * programs and initialises the data.
   *
   * @param options how it is to run
   * @return the running server, with the database {@code athanor} in it
   * @throws EmbeddedServerException when it cannot run here; the message has the end of the
   *     server's log and what to do next
   */
  public static EmbeddedServer start(EmbeddedServerOptions options) {
    Launcher launcher = new Launcher();
    try {
      boolean root = Folders.owner(Path.of("/proc/self")) == 0;
      // The server's user must be able to pass through root's folder, but not to list it.
      Path home = Folders.create(options.home(), root ? "rwx--x--x" : "rwx------");
      Installation installation = Installation.of(options);
      Identity identity = Identity.choose(launcher, installation, home);
      Credentials superuser = Credentials.ofSuperuser(home);
      DataDirectory data =
          DataDirectory.prepare(launcher, installation, identity, superuser, options);
      EmbeddedServer server =
          new EmbeddedServer(
              options, launcher, installation, identity, superuser, Credentials.ofNode(home), data);
      server.launch(options.port());
      return server;
    } catch (IOException e) {
      launcher.close();
      throw new EmbeddedServerException(
          "cannot start the database in " + options.home() + ": " + e, e);
    } catch (RuntimeException e) {
      launcher.close();
      throw e;
    }
  }

  /**
   * Brings the server back on the same port, after it ended or in order to end it.
   *
   * @throws EmbeddedServerException when it does not come back
   * @throws IllegalStateException after {@link #close()}
   */
  public synchronized void restart() {
    if (closed) {
      throw new IllegalStateException("the embedded server was closed");
    }
    postmaster.stop();
    try {
      launch(port());
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "cannot restart the database in " + options.home() + ": " + e, e);
    }
  }

  /**
   * Stops the server fast: open transactions are rolled back, everything is on disk. Harmless when
   * repeated.
   */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      postmaster.stop();
      launcher.close();
      log.info("database stopped");
    }
  }

  /** The address that it listens on: always the loopback address. */
  public String host() {
    return HOST;
  }

  /** The TCP port; the same after a {@link #restart()}. */
  public int port() {
    return postmaster.port();
  }

  /** The database that the first start created. */
  public String database() {
    return DATABASE;
  }

  /** The role that owns the database; it may do nothing else. */
  public String user() {
    return NodeRole.NAME;
  }

  /** The role's generated password; never log it. */
  public String password() {
    return nodePassword.password();
  }

  /**
   * The Unix domain socket, unless its path would be too long for the kernel. Only the server's
   * user and root may use it.
   */
  public Optional<Path> socket() {
    return postmaster.socket();
  }

  /** Process number of the server's first process. */
  public long pid() {
    return postmaster.pid();
  }

  /** Version of the server, such as {@code 18.1}. */
  public String version() {
    return identity.version();
  }

  /** Whether the process lives at this moment. */
  public boolean isRunning() {
    return postmaster.isAlive();
  }

  /** How the node connects over JDBC: as the owner of its database. */
  public JdbcTarget target() {
    return target(DATABASE, NodeRole.NAME, nodePassword);
  }

  /** How to connect as the role that may only read. */
  public JdbcTarget reader() {
    return target(DATABASE, ReaderRole.NAME, Credentials.ofReader(options.home()));
  }

  /** How to connect as the superuser; for what the owner of one database may not do. */
  public JdbcTarget administration() {
    return target("postgres", Credentials.USER, superuser);
  }

  private JdbcTarget target(String name, String user, Credentials credentials) {
    return new JdbcTarget(
        HOST, port(), name, user, credentials.password(), Map.of("sslmode", "disable"));
  }

  private void launch(int wantedPort) throws IOException {
    long begin = System.nanoTime();
    new Survivors(launcher, data.path()).stop();
    Ports ports = new Ports(options.home());
    boolean started =
        tryLaunch(wantedPort == 0 ? ports.preferred() : wantedPort, wantedPort == 0, begin);
    for (int attempt = 1; !started; attempt++) {
      started = tryLaunch(ports.any(), attempt < 3, begin);
    }
    ports.remember(port());
    postmaster.onUnexpectedExit(options.onUnexpectedExit());
    long millis = (System.nanoTime() - begin) / 1_000_000;
    log.info(
        "PostgreSQL {} started in {} ms (process {}, {}:{})",
        version(),
        millis,
        pid(),
        HOST,
        port());
  }

  /**
   * Starts on this port; answers false when somebody else has taken it meanwhile and the caller can
   * offer another one.
   */
  private boolean tryLaunch(int port, boolean hasOthers, long begin) throws IOException {
    Postmaster candidate = Postmaster.launch(launcher, installation, identity, data, options, port);
    postmaster = candidate;
    try {
      candidate.awaitReady(begin + options.startTimeout().toNanos());
      ensureDatabase();
      return true;
    } catch (InterruptedException e) {
      candidate.stop();
      Thread.currentThread().interrupt();
      throw new EmbeddedServerException("interrupted while starting the database", e);
    } catch (IOException | RuntimeException e) {
      if (hasOthers && candidate.lostItsPort()) {
        return false;
      }
      candidate.stop();
      throw e;
    }
  }

  private void ensureDatabase() {
    try {
      NodeRole.ensure(administration(), target());
      try (Connection own = administration().withDatabase(DATABASE).connect()) {
        ReaderRole.ensure(own, reader());
        StatementCounting.ensure(own);
      }
    } catch (SQLException e) {
      String next =
          INVALID_PASSWORD.equals(e.getSQLState())
              ? superuser.file() + " does not belong to this data. Restore the file that does."
              : "See postgres.log in " + options.home() + ".";
      throw new EmbeddedServerException(
          "PostgreSQL runs, but refuses us: " + e.getMessage() + " Next: " + next, e);
    }
  }
}
