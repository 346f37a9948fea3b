package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.contract.Checks;
import io.athanor.contract.Checks.Invariant;
import io.athanor.contract.Checks.Progress;
import io.athanor.contract.Checks.Report;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Looks whether everything holds that must hold of the experiments, in one snapshot on a connection
 * of its own: it may take minutes in a large database, and nobody waits for it but who asks how far
 * it is.
 */
final class InvariantCheck {

  private static final int MOST = 20;

  /** The node's own statements are planned for single rows; these read everything. */
  private static final String SNAPSHOT =
      """
      begin transaction isolation level repeatable read read only;
      set local statement_timeout = 0; set local lock_timeout = 0; set local plan_cache_mode = auto;
      set local enable_seqscan = on; set local enable_mergejoin = on; set local enable_material = on""";

  private final Vertx vertx;
  private final PgConnectOptions options;
  private Report last = new Report(Progress.NEVER, null, null, null, List.of());

  InvariantCheck(Vertx vertx, PgConnectOptions options) {
    this.vertx = vertx;
    this.options = new PgConnectOptions(options).addProperty("application_name", "athanor check");
  }

  Future<?> serve(Bus bus) {
    return Future.all(
        bus.serve(Checks.BEGIN, begin -> Future.succeededFuture(begin())),
        bus.serve(Checks.LOOK, look -> Future.succeededFuture(last)));
  }

  private Report begin() {
    if (last.progress() == Progress.RUNNING) {
      return last;
    }
    Instant started = Instant.now();
    List<Invariant> found = new ArrayList<>();
    last = new Report(Progress.RUNNING, started, null, null, found);
    PgConnection.connect(vertx, options)
        .compose(open -> look(open, started, found).eventually(open::close))
        .onComplete(
            (done, cause) ->
                last =
                    new Report(
                        cause == null ? Progress.DONE : Progress.FAILED,
                        started,
                        Instant.now(),
                        cause == null ? null : "The check broke off: " + cause.getMessage(),
                        found));
    return last;
  }

  private Future<Void> look(PgConnection open, Instant started, List<Invariant> found) {
    Future<?> all = open.query("/* checks.begin */ " + SNAPSHOT).execute();
    for (Map.Entry<String, String> query : InvariantQueries.all().entrySet()) {
      all =
          all.compose(
              before -> {
                long began = System.nanoTime();
                String sql = "/* checks.invariant */ " + query.getValue() + " limit " + MOST;
                return open.query(sql)
                    .execute()
                    .onSuccess(
                        rows -> {
                          long millis = (System.nanoTime() - began) / 1_000_000;
                          found.add(new Invariant(query.getKey(), texts(rows), millis));
                          last = new Report(Progress.RUNNING, started, null, null, found);
                        });
              });
    }
    return all.mapEmpty();
  }

  private static List<String> texts(RowSet<Row> rows) {
    List<String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(String.valueOf(row.getValue(0))));
    return texts;
  }
}
