package io.athanor.app;

import io.athanor.app.config.AthanorConfig;
import io.athanor.app.home.NodeHome;
import io.athanor.app.startup.Component;
import io.athanor.app.startup.Retry;
import io.athanor.persistence.DatabaseAccess;
import io.athanor.persistence.DatabaseAway;
import io.athanor.persistence.Migrations;
import io.athanor.persistence.SlowLog;
import io.athanor.profiling.ProfilingConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** The components that the research store of a node stands on. */
final class StoreComponents {

  static final String SERVER = "database-server";
  static final String MIGRATIONS = "migrations";
  static final String SLOW_LOG = "slow-log";

  /** A little more than the driver itself waits. */
  private static final Duration CONNECT = Duration.ofSeconds(15);

  private static final Retry AWAY =
      new Retry(
          failure -> failure instanceof DatabaseAway || failure instanceof TimeoutException,
          Duration.ofMillis(200),
          Duration.ofSeconds(5));

  private final AthanorConfig config;
  private final NodeHome home;

  StoreComponents(AthanorConfig config, NodeHome home) {
    this.config = config;
    this.home = home;
  }

  List<Component<?>> all() {
    return List.of(server(), migrations(), slowLog());
  }

  private Component<?> server() {
    if (!config.database().usesEmbedded()) {
      return Component.blocking(SERVER, needs -> DatabaseServer.external(config.database().url()))
          .within(CONNECT)
          .retried(AWAY);
    }
    DatabaseServer server = new DatabaseServer(config.database().embedded(), home.path());
    return Component.blocking(SERVER, needs -> server.start())
        .stoppedBy(
            target -> {
              server.stop();
              return CompletableFuture.completedFuture(null);
            });
  }

  private static Component<?> migrations() {
    return Component.blocking(
            MIGRATIONS, needs -> Migrations.run(needs.get(SERVER, DatabaseAccess.class).node()))
        .needs(SERVER);
  }

  private Component<?> slowLog() {
    ProfilingConfig.SlowLog slowLog = config.profiling().slowLog();
    if (!config.profiling().enabled() || !slowLog.enabled()) {
      return Component.blocking(SLOW_LOG, needs -> SlowLog.none());
    }
    return Component.blocking(
            SLOW_LOG,
            needs ->
                SlowLog.open(
                    home.path().resolve("slow-queries.jsonl"),
                    new SlowLog.Limits(slowLog.maxBytes(), slowLog.maxAge(), slowLog.files()),
                    home.nodeId().toString(),
                    Clock.systemUTC()))
        .stoppedBy(SlowLog::close);
  }
}
