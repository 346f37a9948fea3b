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
    RecordStatements statements = RecordTables.statements(create.kind());
    boolean one = create.records().size() == 1;
    String array =
        create.records().stream().map(Json::text).collect(Collectors.joining(",", "[", "]"));
    return session
        .run(
            one ? statements.insert() : statements.insertAll(),
            Tuple.of(array, create.caller().owner()))
        .map(
            rows -> {
              List<Stored> stored = new ArrayList<>();
              rows.forEach(row -> stored.add(one ? full(row) : brief(row)));
              return new Created(stored);
            });
  }

  /** A row of {@code id}, {@code version} and {@code body}. */
  static Stored full(Row row) {
    return new Stored(
        row.getUUID("id"), row.getInteger("version"), new Json(row.getString("body")));
  }

  private static Stored brief(Row row) {
    return new Stored(row.getUUID("id"), row.getInteger("version"), null);
  }

  Future<Stored> get(Get get) {
    List<FieldError> unknown = RecordQuery.unknownIncludes(get.kind(), get.include());
    if (!unknown.isEmpty()) {
      return Future.failedFuture(RecordQuery.refused(unknown));
    }
    return database
        .run(RecordTables.statements(get.kind()).get(get.include()), Tuple.of(get.id()))
        .compose(rows -> Found.one(rows, RecordStore::full, () -> unknown(get.kind(), get.id())));
  }

  Future<Stored> change(Update update) {
    Tuple parameters = Tuple.of(update.id(), update.version(), update.changes().text());
    return database
        .run(RecordTables.statements(update.kind()).update(), parameters)
        .compose(
            rows ->
                rows.size() == 0
                    ? missed(update.kind(), update.id())
                    : Future.succeededFuture(full(rows.iterator().next())));
  }

  Future<Deleted> delete(Delete delete) {
    return database
        .run(
            RecordTables.statements(delete.kind()).delete(),
            Tuple.of(delete.id(), delete.version()))
        .compose(
            rows ->
                rows.size() == 0
                    ? missed(delete.kind(), delete.id())
                    : Future.succeededFuture(new Deleted(delete.id())));
  }

  private <T> Future<T> missed(Kind kind, UUID id) {
    return database
        .run(RecordTables.statements(kind).version(), Tuple.of(id))
        .compose(
            rows ->
                Future.failedFuture(
                    rows.size() == 0
                        ? unknown(kind, id)
                        : outdated(kind, rows.iterator().next().getInteger("version"))));
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
