package io.athanor.persistence;

import io.athanor.contract.Copies.Clock;
import io.athanor.contract.Copies.Time;
import io.athanor.contract.Copies.Timed;
import io.athanor.contract.WhatIf.Made;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.persistence.twin.RowCopy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Builds indexes on a copy and times statements there. Must be used from one context only. */
final class CopyClock {

  /** For everything that is timed on one copy. */
  static final Duration LONGEST = Duration.ofMinutes(30);

  private final Vertx vertx;
  private final DatabaseAccess access;
  private final DatabaseConfig config;
  private final SeenParameters seen;
  private final RowCopy copy;
  private final OwnThread worker;
  private final Map<String, Map<String, StatementClock.Runs>> known = new HashMap<>();
  private final long end = System.nanoTime() + LONGEST.toNanos();
  private CopySession session;
  private boolean stopped;

  CopyClock(
      Vertx vertx,
      DatabaseAccess access,
      DatabaseConfig config,
      SeenParameters seen,
      RowCopy copy,
      OwnThread worker) {
    this.vertx = vertx;
    this.access = access;
    this.config = config;
    this.seen = seen;
    this.copy = copy;
    this.worker = worker;
  }

  /** A trial and what is filled in about it. */
  private record Round(List<Made> made, Set<String> shown, List<Time> times) {}

  Future<List<Timed>> time(Clock asked) {
    return worker
        .run(() -> build(asked.trials()))
        .compose(rounds -> open(asked.own(), rounds).compose(open -> all(asked, rounds, open)))
        .map(rounds -> rounds.stream().map(one -> new Timed(one.made(), one.times())).toList());
  }

  private List<Round> build(List<Trial> trials) throws SQLException {
    List<Round> rounds = new ArrayList<>();
    for (Trial trial : trials) {
      List<Made> made = new ArrayList<>();
      Set<String> shown = new HashSet<>();
      for (String sql : trial.create()) {
        made.add(WhatIfTrials.made(sql, shown, copy::build));
      }
      rounds.add(new Round(made, shown, Arrays.asList(new Time[trial.statements().size()])));
    }
    return rounds;
  }

  private Future<CopySession> open(boolean own, List<Round> rounds) {
    JdbcTarget target = copy.at(access.reader().orElse(access.node()));
    PgConnectOptions options =
        own ? ConnectionSettings.server(target, config) : ConnectionSettings.plain(target, config);
    options.addProperty("application_name", "athanor copy");
    List<Set<String>> trials = rounds.stream().map(Round::shown).toList();
    return PgConnection.connect(vertx, options)
        .map(
            connection -> {
              session =
                  new CopySession(connection, copy, worker, trials, access.reader().isPresent());
              return session;
            });
  }

  private Future<List<Round>> all(Clock asked, List<Round> rounds, CopySession open) {
    Future<Void> all = Future.succeededFuture();
    for (int i = 0; i < asked.statements().size(); i++) {
      int statement = i;
      all = all.compose(done -> one(asked, rounds, open, statement));
    }
    return all.eventually(() -> open.close().otherwiseEmpty()).map(done -> rounds);
  }

  private Future<Void> one(Clock asked, List<Round> rounds, CopySession open, int statement) {
    if (stopped) {
      return Future.failedFuture(new IllegalStateException("the copy is not wanted any more"));
    }
    List<Integer> trials = new ArrayList<>();
    for (int i = 0; i < asked.trials().size(); i++) {
      if (asked.trials().get(i).statements().contains(statement)) {
        trials.add(i);
      }
    }
    if (trials.isEmpty()) {
      return Future.succeededFuture();
    }
    String sql = asked.statements().get(statement);
    StatementClock clock = new StatementClock(open, sql, seen.of(sql), end);
    return Future.succeededFuture()
        .compose(
            begun ->
                clock.time(
                    trials, known.computeIfAbsent(asked.own() + sql, one -> new HashMap<>())))
        .recover(cause -> refused(cause, trials.size()))
        .map(
            times -> {
              for (int i = 0; i < trials.size(); i++) {
                List<Integer> statements = asked.trials().get(trials.get(i)).statements();
                rounds.get(trials.get(i)).times().set(statements.indexOf(statement), times.get(i));
              }
              return null;
            });
  }

  private Future<List<Time>> refused(Throwable cause, int count) {
    if (stopped) {
      return Future.failedFuture(cause);
    }
    String why =
        cause instanceof IllegalArgumentException
            ? cause.getMessage()
            : ExplainFailures.of(cause).getMessage();
    List<Time> times = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      times.add(new Time(null, false, List.of(), why));
    }
    return Future.succeededFuture(times);
  }

  /** Ends what goes on; it fails soon. */
  void stop() {
    stopped = true;
    if (session != null) {
      session.cancel();
    }
  }
}
