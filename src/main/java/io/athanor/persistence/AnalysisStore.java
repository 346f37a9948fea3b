package io.athanor.persistence;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.athanor.bus.Bus;
import io.athanor.contract.Advice;
import io.athanor.contract.Advice.Analysis;
import io.athanor.contract.Advice.Begun;
import io.athanor.contract.Advice.Finish;
import io.athanor.contract.Advice.Get;
import io.athanor.contract.Advice.Noted;
import io.athanor.contract.Advice.State;
import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.json.jackson.DatabindCodec;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.UUID;

/** Analyses of which indexes there should be: one at a time over all nodes, and what they found. */
final class AnalysisStore {

  private static final String IS_GONE =
      "state = 'RUNNING' and touched_at < now() - interval '1 minute'";

  private static final String GONE = "'The node that worked on it is gone.'";

  private static final Statement EXPIRE =
      new Statement(
          "advice.expire",
          "update index_analyses set state = 'FAILED', ended_at = now(), failure = %s where %s"
              .formatted(GONE, IS_GONE));

  private static final Statement BEGIN =
      new Statement(
          "advice.begin",
          "insert into index_analyses (id, state) values ($1, 'RUNNING') on conflict do nothing returning id");

  private static final Statement FORGET =
      new Statement(
          "advice.forget",
          "delete from index_analyses where id < (select id from index_analyses order by id desc offset 100 limit 1)");

  private static final Statement TOUCH =
      new Statement(
          "advice.touch",
          "update index_analyses set touched_at = now() where id = $1 and state = 'RUNNING'");

  private static final Statement FINISH =
      new Statement(
          "advice.finish",
          """
          update index_analyses set state = case when $3::text is null then 'DONE' else 'FAILED' end, ended_at = now(),
            failure = $3, report = $2::text::json
          where id = $1 and state = 'RUNNING'""");

  private static final String SELECT =
      """
      select id, case when %2$s then 'FAILED' else state end as state, started_at, ended_at,
        coalesce(failure, case when %2$s then %1$s end) as failure, report::text as report
      from index_analyses
      """
          .formatted(GONE, IS_GONE);

  private static final Statement GET = new Statement("advice.get", SELECT + "where id = $1");

  private static final Statement LAST =
      new Statement("advice.last", SELECT + "order by id desc limit 1");

  private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
  private final Database database;

  AnalysisStore(Database database) {
    this.database = database;
  }

  Future<?> serve(Bus bus) {
    return Future.all(
        bus.serve(Advice.BEGIN, begin -> begin()),
        bus.serve(Advice.TOUCH, touch -> run(TOUCH, Tuple.of(touch.id()))),
        bus.serve(Advice.FINISH, this::finish),
        bus.serve(Advice.GET, this::get));
  }

  private Future<Begun> begin() {
    return database
        .run(EXPIRE, Tuple.tuple())
        .compose(expired -> database.run(FORGET, Tuple.tuple()))
        .compose(forgotten -> database.run(BEGIN, Tuple.of(ids.generate())))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw new RefusedException(
                    new Refusal(
                        Failure.CONFLICT,
                        "analysis-running",
                        "An analysis is going on already, on this node or on another one.",
                        "GET /admin/database/advice says how far it is.",
                        null));
              }
              return new Begun(rows.iterator().next().getUUID("id"));
            });
  }

  private Future<Noted> finish(Finish finish) {
    String report =
        finish.report() == null ? null : io.vertx.core.json.Json.encode(finish.report());
    return run(FINISH, Tuple.of(finish.id(), report, finish.failure()));
  }

  private Future<Noted> run(Statement statement, Tuple parameters) {
    return database.run(statement, parameters).map(rows -> new Noted());
  }

  Future<Analysis> get(Get get) {
    return (get.id() == null
            ? database.run(LAST, Tuple.tuple())
            : database.run(GET, Tuple.of(get.id())))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw new RefusedException(
                    new Refusal(
                        Failure.NOT_FOUND,
                        "no-analysis",
                        "There is no such analysis.",
                        "GET /admin/database/advice (athanor db advise --last) shows the last one; POST (athanor db advise) begins one.",
                        null));
              }
              return analysis(rows.iterator().next());
            });
  }

  private static Analysis analysis(Row row) {
    UUID id = row.getUUID("id");
    OffsetDateTime ended = row.getOffsetDateTime("ended_at");
    String report = row.getString("report");
    try {
      return new Analysis(
          id,
          State.valueOf(row.getString("state")),
          row.getOffsetDateTime("started_at").toInstant(),
          ended == null ? null : ended.toInstant(),
          row.getString("failure"),
          report == null ? null : DatabindCodec.mapper().readValue(report, Advice.Report.class));
    } catch (IOException e) {
      throw new IllegalStateException("the report of analysis " + id + " cannot be read", e);
    }
  }
}
