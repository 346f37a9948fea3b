package io.athanor.persistence;

import io.athanor.bus.Wire;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Research.GetSession;
import io.athanor.contract.Research.ListSessions;
import io.athanor.contract.Research.StoreSession;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** Research sessions. */
final class SessionStore {

  private static final String BODY =
      """
      json_strip_nulls(json_build_object('id', s.id, 'question', s.question, 'description', s.description, 'domain', s.domain,
        'tags', s.tags, 'owner', s.owner, 'createdAt', s.created_at, 'version', s.version))::text as body""";

  private static final Statement INSERT =
      new Statement(
          "sessions.insert",
          """
          insert into sessions as s (id, owner, question, description, domain, tags)
          values ($1, $2, $3, $4, $5, $6::text::jsonb)
          returning\s"""
              + BODY);

  private static final Statement GET =
      new Statement("sessions.get", "select " + BODY + " from sessions s where s.id = $1");

  private static final Statement LIST =
      new Statement(
          "sessions.list", "select s.id, " + BODY + " from sessions s order by s.id desc limit $1");

  private static final Statement LIST_AFTER =
      new Statement(
          "sessions.list-after",
          "select s.id, " + BODY + " from sessions s where s.id < $2 order by s.id desc limit $1");

  private final Database database;

  SessionStore(Database database) {
    this.database = database;
  }

  Future<Document> insert(StoreSession store) {
    var session = store.session();
    return database
        .run(
            INSERT,
            Tuple.of(
                store.id(),
                session.caller().owner(),
                session.question(),
                session.description(),
                session.domain(),
                Wire.encode(session.tags())))
        .map(rows -> document(rows.iterator().next()));
  }

  Future<Document> get(GetSession get) {
    return database
        .run(GET, Tuple.of(get.id()))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.failedFuture(
                        new RefusedException(
                            new Refusal(
                                Failure.NOT_FOUND,
                                "unknown-session",
                                "There is no session " + get.id() + ".",
                                "GET /api/v1/sessions lists what there is.",
                                null)))
                    : Future.succeededFuture(document(rows.iterator().next())));
  }

  Future<Page> list(ListSessions list) {
    Future<RowSet<Row>> found =
        list.cursor() == null
            ? database.run(LIST, Tuple.of(list.limit() + 1))
            : database.run(LIST_AFTER, Tuple.of(list.limit() + 1, Cursors.id(list.cursor())));
    return found.map(
        rows -> {
          StringBuilder items = new StringBuilder("[");
          UUID last = null;
          int taken = 0;
          for (Row row : rows) {
            if (taken++ < list.limit()) {
              items.append(last == null ? "" : ",").append(row.getString("body"));
              last = row.getUUID("id");
            }
          }
          return new Page(
              new Json(items.append(']').toString()),
              rows.size() > list.limit() ? Cursors.of(last) : null);
        });
  }

  private static Document document(Row row) {
    return new Document(new Json(row.getString("body")), false);
  }
}
