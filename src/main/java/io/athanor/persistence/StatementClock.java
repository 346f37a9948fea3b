package io.athanor.persistence;

import io.athanor.contract.Copies.Time;
import io.athanor.contract.Json;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Times one statement under several sets of indexes: only different plans, in turns, so that
 * whatever else the machine does comes to all of them; the best of three executions counts. The
 * first trial is the one that the others are compared with, and none gets much more time than it
 * took.
 */
final class StatementClock {

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration LEAST = Duration.ofSeconds(2);
  private static final Duration PLANNING = Duration.ofSeconds(5);
  private static final int PATIENCE = 3;
  private static final int RUNS = 3;
  private static final int RUNS_OF_LONG = 2;
  private static final double LONG_MILLIS = 5_000;
  private static final String CANCELLED = "57014";

  private final CopySession session;
  private final String sql;
  private final List<Tuple> parameters;
  private final long end;
  private final Map<String, Runs> sides = new LinkedHashMap<>();
  private final List<Time> times = new ArrayList<>();
  private List<Runs> different;

  /** What is known of one plan. */
  static final class Runs {
    private int trial;
    private double best = Double.MAX_VALUE;
    private int count;
    private boolean ended = true;

    boolean settled() {
      return !ended || count >= RUNS || (count >= RUNS_OF_LONG && best > LONG_MILLIS);
    }
  }

  /** The plan of a trial. */
  private record Side(String plan, List<String> indexes) {}

  /**
   * @param parameters the sets of them that it is executed with
   * @param end when there is no more time
   */
  StatementClock(CopySession session, String sql, List<Tuple> parameters, long end) {
    this.session = session;
    this.sql = sql;
    this.parameters = parameters;
    this.end = end;
  }

  /**
   * Times it.
   *
   * @param known what is known of plans of this statement; more is noted in it
   */
  Future<List<Time>> time(List<Integer> trials, Map<String, Runs> known) {
    ExplainGuard guard = ExplainGuard.check(sql);
    if (guard.hasParameters() && parameters.isEmpty()) {
      throw new IllegalArgumentException("no parameters of it were seen");
    }
    List<Side> all = new ArrayList<>();
    return session
        .with(PLANNING, queries -> ExplainStanding.checkFunctions(queries, guard))
        .compose(checked -> plans(guard.statement(), trials, all))
        .compose(
            planned -> {
              for (int i = 0; i < trials.size(); i++) {
                Runs runs = known.computeIfAbsent(all.get(i).plan(), plan -> new Runs());
                runs.trial = trials.get(i);
                sides.put(all.get(i).plan(), runs);
              }
              different = List.copyOf(sides.values());
              return different.stream().allMatch(Runs::settled) || different.size() == 1
                  ? Future.succeededFuture()
                  : run(guard.statement(), 0);
            })
        .map(done -> answer(all));
  }

  private Future<Void> plans(String statement, List<Integer> trials, List<Side> all) {
    if (all.size() == trials.size()) {
      return Future.succeededFuture();
    }
    return session
        .show(trials.get(all.size()))
        .compose(shown -> session.with(PLANNING, queries -> shapes(queries, statement)))
        .compose(
            shapes ->
                session
                    .indexes(shapes)
                    .map(indexes -> all.add(new Side(shapes.toString(), indexes))))
        .compose(added -> plans(statement, trials, all));
  }

  private Future<List<Json>> shapes(PlanQueries queries, String statement) {
    Future<List<Json>> all = Future.succeededFuture(new ArrayList<>());
    for (Tuple one : sets()) {
      all =
          all.compose(
              shapes ->
                  queries
                      .shape(statement, one)
                      .map(
                          shape -> {
                            shapes.add(shape);
                            return shapes;
                          }));
    }
    return all;
  }

  private List<Tuple> sets() {
    return parameters.isEmpty() ? List.of(Tuple.tuple()) : parameters;
  }

  private Future<Void> run(String statement, int step) {
    int round = step / different.size();
    if (round == RUNS) {
      return Future.succeededFuture();
    }
    Runs side = different.get(step % different.size());
    // What was timed before is timed once more beside what is new.
    boolean enough = side.settled() && (round > 0 || !side.ended || side.best > LONG_MILLIS);
    return (enough ? Future.<Void>succeededFuture() : once(statement, side))
        .compose(done -> run(statement, step + 1));
  }

  private Future<Void> once(String statement, Runs side) {
    Runs first = different.get(0);
    double most = LONGEST.toMillis();
    if (side != first && first.ended && first.count > 0) {
      most = Math.min(most, Math.max((double) LEAST.toMillis(), PATIENCE * first.best));
    }
    if (System.nanoTime() > end) {
      throw new IllegalArgumentException("there was no time left");
    }
    Duration limit = Duration.ofMillis((long) most);
    return session
        .show(side.trial)
        .compose(shown -> session.with(limit, queries -> millis(queries, statement)))
        .transform(
            (millis, cause) -> {
              if (cause == null) {
                side.count++;
                side.best = Math.min(side.best, millis);
                return Future.succeededFuture();
              }
              if (cause instanceof PgException e && CANCELLED.equals(e.getSqlState())) {
                side.ended = side.count > 0;
                side.count = RUNS;
                side.best = Math.min(side.best, (double) limit.toMillis());
                return Future.succeededFuture();
              }
              return Future.failedFuture(cause);
            });
  }

  private Future<Double> millis(PlanQueries queries, String statement) {
    Future<Double> sum = Future.succeededFuture(0.0);
    for (Tuple one : sets()) {
      sum = sum.compose(before -> queries.millis(statement, one).map(more -> before + more));
    }
    return sum.map(all -> all / sets().size());
  }

  private List<Time> answer(List<Side> all) {
    for (Side side : all) {
      Runs runs = sides.get(side.plan());
      times.add(new Time(runs.count == 0 ? null : runs.best, runs.ended, side.indexes(), null));
    }
    return times;
  }
}
