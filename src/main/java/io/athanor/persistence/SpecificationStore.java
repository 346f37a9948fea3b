package io.athanor.persistence;

import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Kind;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Research.Stored;
import io.athanor.contract.Specifications.Decide;
import io.athanor.contract.Specifications.GetStatus;
import io.athanor.contract.Specifications.GetTrd;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** How far a specification is, what was decided, and what came of it. */
final class SpecificationStore {

  private static final Statement STATUS =
      new Statement(
          "specifications.status",
          "select left("
              + SpecificationTable.SESSIONS.body("a")
              + ", -1) || ',\"decided\":' || (select count(*) from tech_research r where r.session_id = a.id and r.selected_technology is not null)"
              + " || ',\"undecided\":' || (select count(*) from tech_research r where r.session_id = a.id and r.selected_technology is null)"
              + " || ',\"documents\":' || coalesce((select max(d.revision) from generated_trd_documents d where d.session_id = a.id), 0)"
              + " || coalesce(',\"lastError\":' || (select "
              + SpecificationTable.ERRORS.body("e")
              + " from agent_error_logs e where e.session_id = a.id order by e.id desc limit 1), '') || '}' as body"
              + " from tech_spec_sessions a where a.id = $1");

  private static final Statement DECIDE =
      new Statement(
          "specifications.decide",
          "insert into tech_research as a (id, owner, session_id, technology_category, selected_technology, selection_reasoning)"
              + " select $1, $2, s.id, $4, $5, $6 from tech_spec_sessions s where s.id = $3 and s.status in ('pending', 'in_progress', 'paused')"
              + " on conflict (session_id, technology_category) do update set selected_technology = excluded.selected_technology,"
              + " selection_reasoning = excluded.selection_reasoning returning a.id, a.version, "
              + SpecificationTable.DECISIONS.body("a")
              + " as body");

  private static final Statement NEWEST_TRD = trd("newest-trd", "");
  private static final Statement TRD = trd("trd", " and a.revision = $2");

  private static Statement trd(String name, String condition) {
    return new Statement(
        "specifications." + name,
        "select a.id, a.version, "
            + SpecificationTable.DOCUMENTS.body("a")
            + " as body from generated_trd_documents a where a.session_id = $1"
            + condition
            + " order by a.revision desc limit 1");
  }

  private final Database database;

  SpecificationStore(Database database) {
    this.database = database;
  }

  Future<Document> status(GetStatus get) {
    return database
        .run(STATUS, Tuple.of(get.sessionId()))
        .compose(
            rows ->
                Found.one(
                    rows,
                    row -> new Document(new Json(row.getString("body")), false),
                    () -> RecordStore.unknown(Kind.SPEC_SESSION, get.sessionId())));
  }

  Future<Stored> decide(Decide decide) {
    Tuple parameters =
        Tuple.of(
            decide.id(),
            decide.caller().owner(),
            decide.sessionId(),
            decide.category(),
            decide.technology(),
            decide.reasoning());
    return database
        .run(DECIDE, parameters)
        .compose(
            rows ->
                rows.size() == 1
                    ? Future.succeededFuture(RecordStore.full(rows.iterator().next()))
                    : missing(
                        decide.sessionId(),
                        new Refusal(
                            Failure.CONFLICT,
                            "session-closed",
                            "The session has ended; nothing can be decided in it any more.",
                            "Begin a new session for the design.",
                            null)));
  }

  Future<Stored> trd(GetTrd get) {
    Tuple parameters = Tuple.of(get.sessionId());
    Statement statement = NEWEST_TRD;
    if (get.revision() != null) {
      parameters.addInteger(get.revision());
      statement = TRD;
    }
    return database
        .run(statement, parameters)
        .compose(
            rows ->
                rows.size() == 1
                    ? Future.succeededFuture(RecordStore.full(rows.iterator().next()))
                    : missing(
                        get.sessionId(),
                        new Refusal(
                            Failure.NOT_FOUND,
                            "no-document",
                            "The session has no such document yet.",
                            "GET /api/v1/tech-spec/sessions/"
                                + get.sessionId()
                                + "/status says how far it is.",
                            null)));
  }

  /** Either there is no session at all, or this is why. */
  private <T> Future<T> missing(UUID sessionId, Refusal otherwise) {
    return database
        .run(RecordTables.statements(Kind.SPEC_SESSION).version(), Tuple.of(sessionId))
        .compose(
            rows ->
                Future.failedFuture(
                    rows.size() == 0
                        ? RecordStore.unknown(Kind.SPEC_SESSION, sessionId)
                        : new RefusedException(otherwise)));
  }
}
