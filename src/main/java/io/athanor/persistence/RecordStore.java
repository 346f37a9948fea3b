package io.athanor.persistence;

import io.athanor.contract.Caller;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Kind;
import io.athanor.contract.Refusal;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Research.Create;
import io.athanor.contract.Research.Created;
import io.athanor.contract.Research.Delete;
import io.athanor.contract.Research.Deleted;
import io.athanor.contract.Research.Get;
import io.athanor.contract.Research.Stored;
import io.athanor.contract.Research.Update;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Single records: makes, changes, reads and deletes them, each with one statement. */
final class RecordStore {

  private final Database database;
  private final IdempotencyKeys keys;

  RecordStore(Database database) {
    this.database = database;
    this.keys = new IdempotencyKeys(database);
  }

  /** Stores all of them or none; the records come back in full where it is one. */
  Future<Created> create(Create create) {
    if (create.idempotencyKey() == null) {
      return insert(database, create);
    }
    Caller caller = create.caller();
    String digest = create.kind().path() + ":" + create.requestDigest();
    return keys.once(
        new IdempotencyKeys.Asked(caller.owner(), create.idempotencyKey(), digest),
        Created.class,
        session -> insert(session, create));
  }

  private static Future<Created> insert(Session session, Create create) {
    RecordTable table = RecordTables.of(create.kind());
    boolean one = create.records().size() == 1;
    String array =
        create.records().stream().map(Json::text).collect(Collectors.joining(",", "[", "]"));
    return session
        .run(
            one ? RecordStatements.insert(table) : RecordStatements.insertAll(table),
            Tuple.of(array, create.caller().owner()))
        .map(
            rows -> {
              List<Stored> stored = new ArrayList<>();
              rows.forEach(row -> stored.add(one ? full(row) : brief(row)));
              return new Created(stored);
            });
  }

  private static Stored full(Row row) {
    return new Stored(
        row.getUUID("id"), row.getInteger("version"), new Json(row.getString("body")));
  }

  private static Stored brief(Row row) {
    return new Stored(row.getUUID("id"), row.getInteger("version"), null);
  }

  Future<Stored> get(Get get) {
    List<String> known = get.kind().listing().includes();
    if (!known.containsAll(get.include())) {
      String message =
          known.isEmpty() ? "there is none here" : "known are " + String.join(", ", known);
      return Future.failedFuture(
          new RefusedException(
              new Refusal(
                  Failure.UNPROCESSABLE,
                  "invalid-fields",
                  "include: " + message,
                  null,
                  List.of(new FieldError("include", message)))));
    }
    Statement statement = RecordStatements.get(RecordTables.of(get.kind()), get.include());
    return database
        .run(statement, Tuple.of(get.id()))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.failedFuture(unknown(get.kind(), get.id()))
                    : Future.succeededFuture(full(rows.iterator().next())));
  }

  Future<Stored> change(Update update) {
    RecordTable table = RecordTables.of(update.kind());
    Tuple parameters = Tuple.of(update.id(), update.version(), update.changes().text());
    return database
        .run(RecordStatements.update(table), parameters)
        .compose(
            rows ->
                rows.size() == 0
                    ? missed(table, update.id())
                    : Future.succeededFuture(full(rows.iterator().next())));
  }

  Future<Deleted> delete(Delete delete) {
    RecordTable table = RecordTables.of(delete.kind());
    return database
        .run(RecordStatements.delete(table), Tuple.of(delete.id(), delete.version()))
        .compose(
            rows ->
                rows.size() == 0
                    ? missed(table, delete.id())
                    : Future.succeededFuture(new Deleted(delete.id())));
  }

  private <T> Future<T> missed(RecordTable table, UUID id) {
    return database
        .run(RecordStatements.version(table), Tuple.of(id))
        .compose(
            rows ->
                Future.failedFuture(
                    rows.size() == 0
                        ? unknown(table.kind(), id)
                        : outdated(table.kind(), rows.iterator().next().getInteger("version"))));
  }

  static RefusedException unknown(Kind kind, UUID id) {
    return new RefusedException(
        new Refusal(
            Failure.NOT_FOUND,
            "unknown-" + kind.word(),
            "There is no " + kind.word() + " " + id + ".",
            "GET /api/v1/" + kind.path() + " lists what there is.",
            null));
  }

  private static RefusedException outdated(Kind kind, int version) {
    return new RefusedException(
        new Refusal(
            Failure.OUTDATED,
            "outdated",
            "The "
                + kind.word()
                + " was changed by somebody else: its version is "
                + version
                + " now.",
            "Read it again and repeat the change on what it has become.",
            null));
  }
}
