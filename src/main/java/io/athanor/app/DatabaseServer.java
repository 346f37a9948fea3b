package io.athanor.app;

import io.athanor.persistence.DatabaseAccess;
import io.athanor.persistence.DatabaseAway;
import io.athanor.persistence.DatabaseConfig;
import io.athanor.persistence.DatabaseUrl;
import io.athanor.persistence.embedded.EmbeddedServer;
import io.athanor.persistence.embedded.EmbeddedServerException;
import io.athanor.persistence.embedded.EmbeddedServerOptions;
import io.athanor.persistence.twin.TwinSite;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded server as a part of the node: started with it, brought back when it dies, stopped
 * with it.
 */
final class DatabaseServer {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseServer.class);
  private static final long KB = 1024;

  private final DatabaseConfig.Embedded config;
  private final Path home;
  private volatile EmbeddedServer server;
  private volatile boolean stopped;

  DatabaseServer(DatabaseConfig.Embedded config, Path home) {
    this.config = config;
    this.home = home;
  }

  /** An external server, once it takes connections; blocks for one attempt. */
  static DatabaseAccess external(String url) {
    DatabaseAccess access = DatabaseAccess.of(DatabaseUrl.parse(url));
    DatabaseAway.check(access.node());
    return access;
  }

  /** Starts it; blocks. */
  DatabaseAccess start() {
    server =
        EmbeddedServer.start(
            EmbeddedServerOptions.at(home)
                .withPort(config.port())
                .withMaxConnections(config.maxConnections())
                .withSharedBuffers(config.sharedBuffers() / KB + "kB")
                .withOnUnexpectedExit(this::bringBack));
    TwinSite site = new TwinSite(server.administration(), home.resolve("data"));
    return new DatabaseAccess(server.target(), Optional.of(server.reader()), Optional.of(site));
  }

  /** Called on a thread of the server's own when it has ended without being asked. */
  private void bringBack(int exitCode) {
    long pauseMillis = 200;
    while (!stopped) {
      LOG.warn("the database server ended by itself with {}; starting it again", exitCode);
      try {
        server.restart();
        return;
      } catch (EmbeddedServerException e) {
        LOG.error("the database server does not start: {}", e.getMessage());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
        pauseMillis = Math.min(2 * pauseMillis, 5_000);
      }
    }
  }

  void stop() {
    stopped = true;
    EmbeddedServer running = server;
    if (running != null) {
      running.close();
    }
  }
}
