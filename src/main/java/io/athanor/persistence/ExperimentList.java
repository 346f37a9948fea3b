package io.athanor.persistence;

import io.athanor.contract.Experiments.ListPage;
import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Json;
import io.athanor.contract.State;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Pages of experiments by their id, which is their time of submission. A statement holds only the
 * conditions that were asked for, so that each combination gets its own plan; its name says which
 * they are.
 */
final class ExperimentList {

  private final Database database;

  ExperimentList(Database database) {
    this.database = database;
  }

  Future<Page> list(ListPage page) {
    Query query = Query.of(page);
    return database
        .run(query.statement(), query.parameters)
        .map(rows -> page(rows.iterator(), rows.size(), page.limit()));
  }

  /** The statement that a page needs. */
  static Statement statement(ListPage page) {
    return Query.of(page).statement();
  }

  private static Page page(RowIterator<Row> rows, int found, int limit) {
    StringBuilder items = new StringBuilder("[");
    UUID last = null;
    for (int i = 0; i < Math.min(found, limit); i++) {
      Row row = rows.next();
      String head = row.getString("head");
      items.append(i == 0 ? "" : ",").append(head, 0, head.length() - 1);
      items.append(",\"parameters\":").append(row.getString("parameters")).append('}');
      last = row.getUUID("id");
    }
    return new Page(
        new Json(items.append(']').toString()), found > limit ? Cursors.of(last) : null);
  }

  /**
   * A statement in the making. Times are also bounds of the key, a day wider because the id's time
   * is another clock's, so that a far-away time is not searched for row by row.
   */
  private static final class Query {

    private static final String TAGGED =
        "exists (select from experiment_tags t where t.key = $%d and t.value = $%d and t.experiment_id = e.id)";

    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private final StringBuilder name = new StringBuilder("experiments.list");
    private final StringBuilder joins = new StringBuilder();
    private final List<String> conditions = new ArrayList<>();
    private final Tuple parameters = Tuple.tuple();
    private String key = "e.id";
    private boolean oldestFirst;

    static Query of(ListPage page) {
      Query query = new Query();
      query.join(page.state());
      page.tags().forEach(query::tag);
      query.where("runtime", "e.runtime = ", page.runtime());
      query.where("domain", "e.domain = ", page.domain());
      query.where("session", "e.session_id = ", page.sessionId());
      query.where("hypothesis", "e.hypothesis_id = ", page.hypothesisId());
      query.where("text", "strpos(lower(e.name), lower(%s)) > 0", page.text());
      query.since(page.createdAfter());
      query.until(page.createdBefore());
      query.oldestFirst = page.oldestFirst();
      query.name.append(page.oldestFirst() ? "-oldest" : "-newest");
      query.where(
          "on",
          query.key + (page.oldestFirst() ? " > " : " < "),
          page.cursor() == null ? null : Cursors.id(page.cursor()));
      query.parameters.addInteger(page.limit() + 1);
      return query;
    }

    /** Starts from the table that knows the state best; its key leads the order then. */
    void join(State state) {
      String from = "experiments e";
      if (state != null) {
        if (state.terminal()) {
          name.append("-ended");
          from = "outcomes o join experiments e on e.id = o.experiment_id";
          key = "o.experiment_id";
          where("", "o.status = ", state.name());
        } else if (state == State.CREATED) {
          name.append("-created");
          from = "waiting w join experiments e on e.id = w.experiment_id";
          key = "w.experiment_id";
        } else if (state == State.RUNNING) {
          name.append("-running");
          from = "running r join experiments e on e.id = r.experiment_id";
          key = "r.experiment_id";
        } else {
          name.append("-queued");
          from =
              "(select experiment_id from ready union all select experiment_id from held) s"
                  + " join experiments e on e.id = s.experiment_id";
          key = "s.experiment_id";
        }
      }
      joins.append(from).append('\n');
      ExperimentReader.JOINS
          .lines()
          .filter(line -> !startedFrom(line))
          .forEach(line -> joins.append(line).append('\n'));
    }

    private boolean startedFrom(String join) {
      return switch (key) {
        case "o.experiment_id" -> join.contains(" outcomes o ");
        case "r.experiment_id" -> join.contains(" running r ");
        default -> false;
      };
    }

    void tag(String tag, String value) {
      name.append("-tag");
      int at = parameters.size();
      parameters.addString(tag).addString(value);
      conditions.add(TAGGED.formatted(at + 1, at + 2));
    }

    void since(Instant time) {
      where(
          "after",
          "e.submitted_at >= %1$s and "
              + key
              + " >= uuid_floor(%1$s::timestamptz - interval '1 day')",
          storable(time));
    }

    void until(Instant time) {
      where(
          "before",
          "e.submitted_at < %1$s and "
              + key
              + " <= uuid_floor(%1$s::timestamptz + interval '1 day')",
          storable(time));
    }

    /**
     * A column's time ends thousands of years before ours, and nothing was ever submitted there.
     */
    private static OffsetDateTime storable(Instant time) {
      if (time == null) {
        return null;
      }
      Instant late = time.isAfter(LATEST) ? LATEST : time;
      return (late.isBefore(EARLIEST) ? EARLIEST : late).atOffset(ZoneOffset.UTC);
    }

    void where(String word, String condition, Object value) {
      if (value == null) {
        return;
      }
      if (!word.isEmpty()) {
        name.append('-').append(word);
      }
      parameters.addValue(value);
      String place = "$" + parameters.size();
      conditions.add(condition.contains("%") ? condition.formatted(place) : condition + place);
    }

    Statement statement() {
      String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
      return new Statement(
          name.toString(),
          "select e.id, "
              + ExperimentReader.HEAD
              + " as head, e.parameters::text as parameters from "
              + joins
              + where
              + " order by "
              + key
              + (oldestFirst ? "" : " desc")
              + " limit $"
              + parameters.size());
    }
  }
}
