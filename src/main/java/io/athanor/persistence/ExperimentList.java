package io.athanor.persistence;

import io.athanor.contract.Experiments.ListPage;
import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Failure;
import io.athanor.contract.Order;
import io.athanor.contract.Refusal;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.RefusedException;
import io.athanor.contract.State;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    if (page.order() == Order.FINISHED && (page.state() == null || !page.state().terminal())) {
      String message = "finished needs a state in which experiments have ended";
      return Future.failedFuture(
          new RefusedException(
              new Refusal(
                  Failure.UNPROCESSABLE,
                  "invalid-fields",
                  "order: " + message + ".",
                  "Add for example state=completed.",
                  List.of(new FieldError("order", message)))));
    }
    Query query = Query.of(page);
    return database
        .run(query.statement(), query.parameters)
        .map(rows -> Pages.of(rows, page.limit(), ExperimentList::body, ExperimentList::cursor));
  }

  /** The statement that a page needs. */
  static Statement statement(ListPage page) {
    return Query.of(page).statement();
  }

  private static String body(Row row) {
    String head = row.getString("head");
    return head.substring(0, head.length() - 1)
        + ",\"parameters\":"
        + row.getString("parameters")
        + '}';
  }

  private static String cursor(Row last) {
    OffsetDateTime at = last.getOffsetDateTime("at");
    return at == null ? Cursors.of(last.getUUID("id")) : Cursors.of(at, last.getUUID("id"));
  }

  /**
   * A statement in the making. Times are also bounds of the key, a day wider because the id's time
   * is another clock's, so that a far-away time is not searched for row by row.
   */
  private static final class Query {

    private static final String TAGGED =
        "exists (select from experiment_tags t where t.key = $%d and t.value = $%d and t.experiment_id = e.id)";

    private final StringBuilder name = new StringBuilder("experiments.list");
    private final StringBuilder joins = new StringBuilder();
    private final List<String> conditions = new ArrayList<>();
    private final Tuple parameters = Tuple.tuple();
    private String key = "e.id";
    private String time;
    private boolean oldestFirst;

    static Query of(ListPage page) {
      Query query = new Query();
      query.join(page.state());
      page.tags().forEach(query::tag);
      query.where("runtime", "e.runtime = ", page.runtime());
      boolean ended = page.state() != null && page.state().terminal();
      query.where("domain", ended ? "o.domain = " : "e.domain = ", page.domain());
      query.where("session", "e.session_id = ", page.sessionId());
      query.where("hypothesis", "e.hypothesis_id = ", page.hypothesisId());
      query.where("type", "e.experiment_type = ", page.experimentType());
      query.failure(page.failureGroup());
      query.where("text", "strpos(lower(e.name), lower(%s)) > 0", page.text());
      query.order(page);
      query.since(page.createdAfter());
      query.until(page.createdBefore());
      query.name.append('-').append(page.order().name().toLowerCase(Locale.ROOT));
      query.after(page.cursor());
      query.parameters.addInteger(page.limit() + 1);
      return query;
    }

    /** By a time where an index has it: of the end, or of the submission and nothing else. */
    private void order(ListPage page) {
      oldestFirst = page.order() == Order.OLDEST;
      boolean timed = page.createdAfter() != null || page.createdBefore() != null;
      if (page.order() == Order.FINISHED) {
        time = "o.finished_at";
      } else if (timed && conditions.isEmpty() && key.equals("e.id")) {
        time = "e.submitted_at";
      }
    }

    private boolean byTime() {
      return time != null;
    }

    private void after(String cursor) {
      if (cursor == null) {
        return;
      }
      String less = oldestFirst ? " > " : " < ";
      if (byTime()) {
        Cursors.read(cursor, OffsetDateTime.class, UUID.class).forEach(parameters::addValue);
        int at = parameters.size();
        conditions.add("(" + time + ", " + key + ")" + less + "($" + (at - 1) + ", $" + at + ")");
        name.append("-on");
      } else {
        where("on", key + less, Cursors.id(cursor));
      }
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

    /** Of any attempt. */
    void failure(UUID group) {
      where(
          "failure",
          key
              + " = any (array(select a.experiment_id from attempts a where a.failure_group = %s order by a.experiment_id desc limit 10000))",
          group);
    }

    void since(Instant earliest) {
      String floor = key + " >= uuid_floor(%1$s::timestamptz - interval '1 day')";
      where("after", "e.submitted_at >= %1$s" + unlessByTime(floor), StoredTime.of(earliest));
    }

    void until(Instant latest) {
      String ceiling = key + " <= uuid_floor(%1$s::timestamptz + interval '1 day')";
      where("before", "e.submitted_at < %1$s" + unlessByTime(ceiling), StoredTime.of(latest));
    }

    private String unlessByTime(String bound) {
      return "e.submitted_at".equals(time) ? "" : " and " + bound;
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
              + (byTime() ? time : "null::timestamptz")
              + " as at, "
              + ExperimentReader.HEAD
              + " as head, e.parameters::text as parameters from "
              + joins
              + where
              + " order by "
              + (byTime() ? time + (oldestFirst ? ", " : " desc, ") : "")
              + key
              + (oldestFirst ? "" : " desc")
              + " limit $"
              + parameters.size());
    }
  }
}
