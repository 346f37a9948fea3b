package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.contract.Histories;
import io.athanor.contract.Histories.Sampled;
import io.athanor.contract.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes plans of our own statements while the node works: of slow ones at once, with the parameters
 * that were slow, and in the time that is left of all others in turn, so that a change of plan has
 * something to be compared with. At most so many a minute, on connections of its own that measure
 * nothing and are not sampled. Must be used from one context only.
 */
final class PlanSampler implements Database.SlowListener {

  private static final Logger LOG = LoggerFactory.getLogger(PlanSampler.class);
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Duration LOCK = Duration.ofMillis(100);
  private static final int MOST_WAITING = 32;
  private static final int BURST = 3;

  private final Vertx vertx;
  private final Bus bus;
  private final PgConnectOptions options;
  private final int perMinute;
  private final Supplier<Future<Map<String, Statement>>> all;
  private final boolean inTurn;
  private final Map<String, Slow> waiting = new LinkedHashMap<>();
  private final Deque<Statement> round = new ArrayDeque<>();
  private int tokens;
  private boolean busy;
  private long timer = -1;

  /**
   * A sampler that has not begun.
   *
   * @param perMinute how many plans it takes; 0 for none
   * @param all the statements that have one text each
   * @param inTurn whether it takes these in turn, and not another sampler of the node
   */
  PlanSampler(
      Vertx vertx,
      Bus bus,
      PgConnectOptions options,
      int perMinute,
      Supplier<Future<Map<String, Statement>>> all,
      boolean inTurn) {
    this.vertx = vertx;
    this.bus = bus;
    this.options = new PgConnectOptions(options).addProperty("application_name", "athanor plans");
    this.perMinute = perMinute;
    this.all = all;
    this.inTurn = inTurn;
  }

  /** A slow execution; without its parameters when they are too large to be kept. */
  private record Slow(Statement statement, Tuple parameters, double millis) {}

  void start() {
    if (perMinute > 0) {
      tokens = Math.min(BURST, perMinute);
      timer = vertx.setPeriodic(60_000L / perMinute, tick -> refill());
    }
  }

  void stop() {
    vertx.cancelTimer(timer);
    waiting.clear();
    tokens = 0;
  }

  @Override
  public void slow(Statement statement, Tuple parameters, long nanos) {
    if (perMinute == 0
        || (waiting.size() >= MOST_WAITING && !waiting.containsKey(statement.name()))) {
      return;
    }
    Slow one =
        new Slow(
            statement, SeenParameters.small(parameters) ? parameters : null, nanos / 1_000_000.0);
    waiting.merge(statement.name(), one, (a, b) -> a.millis() >= b.millis() ? a : b);
    next();
  }

  private void refill() {
    boolean unused = tokens == Math.min(BURST, perMinute);
    tokens = Math.min(Math.min(BURST, perMinute), tokens + 1);
    if (!waiting.isEmpty()) {
      next();
    } else if (inTurn && unused && !busy) {
      tokens--;
      busy = true;
      nextOfRound().onComplete((done, cause) -> busy = false);
    }
  }

  private Future<Void> nextOfRound() {
    if (!round.isEmpty()) {
      return take(new Slow(round.poll(), null, 0));
    }
    return all.get()
        .compose(
            found -> {
              round.addAll(found.values());
              return round.isEmpty()
                  ? Future.succeededFuture()
                  : take(new Slow(round.poll(), null, 0));
            });
  }

  private void next() {
    if (busy || tokens <= 0 || waiting.isEmpty()) {
      return;
    }
    tokens--;
    busy = true;
    Slow one = waiting.remove(waiting.keySet().iterator().next());
    take(one)
        .onComplete(
            (done, cause) -> {
              busy = false;
              next();
            });
  }

  /** Takes and announces the plans of one statement; that it cannot is no harm. */
  private Future<Void> take(Slow one) {
    return PgConnection.connect(vertx, options)
        .compose(
            connection -> PlanQueries.close(connection, take(new PlanQueries(connection), one)))
        .onSuccess(sampled -> bus.publish(Histories.SAMPLED, sampled))
        .onFailure(
            cause -> LOG.debug("no plan of {}: {}", one.statement().name(), cause.getClass()))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  /** Of a name whose text depends on what was asked each text is a statement of its own. */
  private Future<String> fingerprint(Statement statement) {
    return all.get()
        .map(
            named -> {
              Statement known = named.get(statement.name());
              return known != null && known.text().equals(statement.text())
                  ? null
                  : Fingerprint.of(statement.text()).id();
            });
  }

  private Future<Sampled> take(PlanQueries queries, Slow one) {
    String sql = one.statement().text();
    return queries
        .begin(LIMIT, LOCK)
        .compose(begun -> queries.prepare(sql))
        .compose(types -> queries.generic(sql, types.length))
        .compose(
            generic ->
                custom(queries, one)
                    .compose(
                        custom ->
                            fingerprint(one.statement())
                                .map(
                                    fingerprint ->
                                        new Sampled(
                                            one.statement().name(),
                                            fingerprint,
                                            generic,
                                            custom,
                                            one.millis(),
                                            Instant.now()))));
  }

  private Future<Json> custom(PlanQueries queries, Slow one) {
    return one.parameters() == null
        ? Future.succeededFuture()
        : queries.planned(one.statement().text(), one.parameters());
  }
}
