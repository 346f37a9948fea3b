package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.contract.Figures.PoolFigures;
import io.athanor.contract.Operations;
import io.athanor.contract.Operations.Finding;
import io.athanor.contract.Operations.Status;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Looks at the database for health, on a connection of its own. */
final class StoreExamination {

  /** Leases last seconds, so a clock that is off by more than this is worth a word. */
  private static final Duration MOST_SKEW = Duration.ofSeconds(1);

  private static final Statement VERSION =
      new Statement(
          "health.schema",
          """
          select coalesce(version, '0') as version, success from flyway_schema_history
          order by installed_rank desc limit 1""");
  private static final Statement CLOCK =
      new Statement("health.clock", "select clock_timestamp() as at");

  private final HealthProbe probe;
  private final ConnectionMeter connections;
  private String atStart;

  StoreExamination(HealthProbe probe, ConnectionMeter connections) {
    this.probe = probe;
    this.connections = connections;
  }

  Future<?> serve(Bus bus) {
    return Future.all(
        bus.serve(Operations.ping(Role.PERSISTENCE), ping -> probe.ping()),
        bus.serve(Operations.EXAMINE_STORE, examine -> examine(examine.check())));
  }

  Future<Finding> examine(String check) {
    return switch (check) {
      case "database" -> database();
      case "migrations" -> migrations();
      case "clock" -> clock();
      case "pool" -> Future.succeededFuture(pool());
      default -> Future.succeededFuture(Finding.disabled("there is no such check"));
    };
  }

  private Future<Finding> database() {
    return probe
        .ping()
        .map(pong -> pong.healthy() ? Finding.healthy(pong.detail()) : silent(pong.detail()));
  }

  private static Finding silent(String why) {
    return new Finding(
        Status.UNHEALTHY, why, "see that the server runs and that database.url is right");
  }

  private Future<Finding> migrations() {
    return probe
        .ask(
            VERSION,
            rows -> {
              var row = rows.iterator().next();
              return schema(row.getString("version"), row.getBoolean("success"));
            })
        .otherwise(cause -> silent("The schema cannot be read: " + cause.getMessage()));
  }

  private Finding schema(String version, boolean success) {
    if (!success) {
      return new Finding(
          Status.UNHEALTHY,
          "migration " + version + " failed",
          "repair what it names in the log of the node that applied it, and start that node again");
    }
    if (atStart == null) {
      atStart = version;
    }
    return version.equals(atStart)
        ? Finding.healthy("the schema is at version " + version)
        : new Finding(
            Status.DEGRADED,
            "the schema is at version %s, this node was started at %s".formatted(version, atStart),
            "update this node to the version of the newest one");
  }

  private Future<Finding> clock() {
    Instant asked = Instant.now();
    return probe
        .ask(CLOCK, rows -> rows.iterator().next().getOffsetDateTime("at"))
        .map(there -> skew(asked, Instant.now(), there))
        .otherwise(cause -> silent("The clock cannot be read: " + cause.getMessage()));
  }

  /** The answer was made between the two; only what lies outside of them is skew. */
  static Finding skew(Instant asked, Instant answered, OffsetDateTime there) {
    Instant at = there.toInstant();
    Duration off =
        at.isBefore(asked)
            ? Duration.between(at, asked)
            : at.isAfter(answered) ? Duration.between(answered, at) : Duration.ZERO;
    String detail = "differs from the database's by %d ms".formatted(off.toMillis());
    return off.compareTo(MOST_SKEW) <= 0
        ? Finding.healthy(detail)
        : new Finding(Status.DEGRADED, detail, "synchronise the clocks of both machines");
  }

  private Finding pool() {
    PoolFigures now = connections.figures();
    String detail =
        "%d of %d connections in use, %d idle, %d requests wait"
            .formatted(now.inUse(), now.size(), now.idle(), now.waiting());
    return now.waiting() > 0 && now.inUse() >= now.size()
        ? new Finding(
            Status.DEGRADED,
            detail,
            "look at athanor db stats for what takes long, or raise database.pool.size")
        : Finding.healthy(detail);
  }
}
