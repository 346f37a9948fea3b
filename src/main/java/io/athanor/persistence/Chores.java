package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.contract.Profiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be done from time to time, on every node alike; there is no leader, and two at once
 * do no harm.
 */
final class Chores {

  private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

  private static final Statement ENSURE_PARTITIONS =
      new Statement("partitions.ensure", "select ensure_partitions($1, now(), 2) as created");

  private static final List<String> PARTITIONED =
      List.of("attempts", "metrics", "artifacts", "output_chunks", "outcomes");

  private final Vertx vertx;
  private final Bus bus;
  private final Database database;
  private final StatementMeter meter;
  private final DatabaseConfig config;
  private final List<Long> timers = new ArrayList<>();
  private boolean stopped;

  Chores(Vertx vertx, Bus bus, Database database, StatementMeter meter, DatabaseConfig config) {
    this.vertx = vertx;
    this.bus = bus;
    this.database = database;
    this.meter = meter;
    this.config = config;
  }

  /** Begins with what one verticle of a node does for all. */
  void start(
      NodeStore nodes,
      CancelStore cancels,
      WaitingRelease waiting,
      Announcements announcements,
      Outbox outbox) {
    repeat(
        Duration.ofSeconds(1),
        () -> nodes.reap().onSuccess(announcements::released).onSuccess(Chores::tellReleased));
    repeat(Duration.ofSeconds(1), () -> cancels.cancelOverlooked().onSuccess(announcements::ended));
    repeat(Duration.ofSeconds(1), waiting::timeCome);
    repeat(Duration.ofSeconds(1), waiting::sweep);
    repeat(Duration.ofSeconds(1), waiting.held()::sweep);
    repeat(Duration.ofSeconds(2), new CountStore(database)::fold);
    repeat(Duration.ofMinutes(10), outbox::purge);
    repeat(
        Duration.ofMinutes(10),
        () -> new ConversationStore(database).retain(config.conversationRetention()));
    repeat(Duration.ofMinutes(10), new ContentCollector(database, config.contentGrace())::collect);
    repeat(Duration.ofHours(6), this::ensurePartitions);
  }

  /**
   * Makes the partitions of this month and the next two; called before the first row is stored too,
   * because the last node may have stopped months ago. Fails for no table but where the database is
   * away.
   */
  Future<Void> ensurePartitions() {
    Future<Void> done = Future.succeededFuture();
    for (String parent : PARTITIONED) {
      done = done.compose(before -> database.run(ENSURE_PARTITIONS, Tuple.of(parent)).mapEmpty());
    }
    return done;
  }

  private static void tellReleased(Released released) {
    if (!released.experiments().isEmpty()) {
      LOG.info(
          "{} attempts of nodes that did not renew their lease were taken over",
          released.experiments().size());
    }
  }

  /** What each verticle does about what it saw: statements are told of, programs learned from. */
  void observe(ProgramProfiles profiles, PlanCounts plans) {
    timers.add(vertx.setPeriodic(1_000, timer -> tell(plans)));
    repeat(Duration.ofSeconds(30), plans::flush);
    repeat(Duration.ofSeconds(1), profiles::learn);
  }

  private void tell(PlanCounts plans) {
    Profiles.StatementsObserved observed = meter.drain();
    if (observed != null) {
      plans.add(observed);
      bus.publish(Profiles.STATEMENTS_OBSERVED, observed);
    }
  }

  /**
   * Runs a chore again and again, a little earlier or later each time so that nodes do not march in
   * step, never twice at once.
   */
  private void repeat(Duration every, Supplier<Future<?>> chore) {
    if (stopped) {
      return;
    }
    long millis = every.toMillis();
    long delay = millis / 2 + ThreadLocalRandom.current().nextLong(millis);
    timers.add(
        vertx.setTimer(
            delay,
            timer -> {
              timers.remove(timer);
              chore
                  .get()
                  .onFailure(cause -> LOG.debug("a chore was not done: {}", cause.getMessage()))
                  .onComplete(done -> repeat(every, chore));
            }));
  }

  void stop() {
    stopped = true;
    timers.forEach(vertx::cancelTimer);
    timers.clear();
  }
}
