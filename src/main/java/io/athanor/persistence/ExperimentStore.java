package io.athanor.persistence;

import io.athanor.bus.Wire;
import io.athanor.contract.Experiments.Accepted;
import io.athanor.contract.Experiments.Submitted;
import io.athanor.contract.Failure;
import io.athanor.contract.Queue.Insert;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.Refusal;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.RefusedException;
import io.athanor.contract.State;
import io.athanor.contract.Submission.Input;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Makes planned experiments durable, once for each idempotency key. The look-ups compare with a
 * sub-select's value where {@code exists} or a join would say the same: the planner may turn those
 * around and begin with the larger table; with an equality it may go through the primary key
 * instead, because the order asks only for the id then.
 */
final class ExperimentStore {

  private static final Statement REFERENCES =
      new Statement(
          "experiments.check-references",
          """
          select 'program' as kind, d as id from unnest($1::text[]) as d
          where (select 1 from contents c where c.digest = decode(d, 'hex')) is null
          union all
          select 'session', s::text from unnest($2::uuid[]) as s
          where (select 1 from sessions x where x.id = s) is null
          union all
          select 'hypothesis', h.id::text from unnest($3::uuid[], $4::uuid[]) as h(id, session)
          where (select 1 from hypotheses y where y.id = h.id) is null
          union all
          select 'contradiction', h.id::text || h.session from unnest($3::uuid[], $4::uuid[]) as h(id, session)
          where (select y.session_id from hypotheses y where y.id = h.id) <> h.session
          union all
          select 'experiment', d::text from unnest($5::uuid[]) as d
          where (select 1 from experiments e where e.id = d) is null""");

  private static final Statement REUSABLE =
      new Statement(
          "experiments.find-reusable",
          """
          select f as fingerprint, e.id
          from unnest($1::text[]) as f
          cross join lateral (
            select x.id from experiments x
            where (x.fingerprint, x.id) >= (decode(f, 'hex'), '00000000-0000-0000-0000-000000000000'::uuid)
              and (x.fingerprint, x.id) <= (decode(f, 'hex'), 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
              and x.owner = $2 and x.reused_from is null and x.deterministic
              and (select o.status from outcomes o where o.experiment_id = x.id) = 'COMPLETED'
              and (select true from detached_months d where d.first <= x.id and d.beyond > x.id limit 1) is null
            order by x.fingerprint desc, x.id desc limit 1) e""");

  private final Database database;
  private final IdempotencyKeys keys;
  private final ProgramProfiles profiles;
  private final FairRanks ranks = new FairRanks();

  ExperimentStore(Database database, ProgramProfiles profiles) {
    this.database = database;
    this.profiles = profiles;
    this.keys = new IdempotencyKeys(database);
  }

  /** Stores all of them or none, and answers in their order. */
  Future<Submitted> insert(Insert insert) {
    return checkReferences(insert.experiments())
        .compose(ok -> reusable(insert))
        .compose(
            reused -> {
              Submitted answer = answer(insert.experiments(), reused);
              if (insert.idempotencyKey() == null) {
                return store(database, insert, reused).map(answer);
              }
              return once(insert, reused, answer);
            });
  }

  /** Those that are not queued at once. */
  static List<UUID> waiting(List<Planned> planned) {
    return planned.stream().filter(one -> !one.schedule().atOnce()).map(Planned::id).toList();
  }

  private Future<Void> checkReferences(List<Planned> planned) {
    Set<String> programs = new HashSet<>();
    Set<UUID> sessions = new HashSet<>();
    Set<UUID> experiments = new HashSet<>();
    for (Planned one : planned) {
      if (one.program() == null && one.programDigest() != null) {
        programs.add(one.programDigest());
      }
      inputs(one).forEach(input -> programs.add(input.digest()));
      experiments.addAll(one.schedule().dependsOn());
      if (one.sessionId() != null) {
        sessions.add(one.sessionId());
      }
    }
    List<Planned> tests = planned.stream().filter(one -> one.hypothesisId() != null).toList();
    if (programs.isEmpty() && sessions.isEmpty() && tests.isEmpty() && experiments.isEmpty()) {
      return Future.succeededFuture();
    }
    Tuple parameters =
        Tuple.tuple()
            .addArrayOfString(programs.toArray(String[]::new))
            .addArrayOfUUID(sessions.toArray(UUID[]::new))
            .addArrayOfUUID(ExperimentInsert.column(tests, Planned::hypothesisId, UUID[]::new))
            .addArrayOfUUID(ExperimentInsert.column(tests, Planned::sessionId, UUID[]::new))
            .addArrayOfUUID(experiments.toArray(UUID[]::new));
    return database.run(REFERENCES, parameters).compose(rows -> unknown(rows, planned));
  }

  private static List<Input> inputs(Planned planned) {
    return List.of(Wire.decode(planned.inputs().text(), Input[].class));
  }

  private static Future<Void> unknown(RowSet<Row> rows, List<Planned> planned) {
    if (rows.size() == 0) {
      return Future.succeededFuture();
    }
    Set<String> missing = new HashSet<>();
    rows.forEach(row -> missing.add(row.getString("kind") + row.getString("id")));
    List<FieldError> errors = new ArrayList<>();
    for (int i = 0; i < planned.size(); i++) {
      Planned one = planned.get(i);
      String at = planned.size() == 1 ? "" : "experiments[" + i + "].";
      if (one.program() == null && missing.contains("program" + one.programDigest())) {
        errors.add(new FieldError(at + "programId", "is not stored; send the source instead"));
      }
      if (missing.contains("session" + one.sessionId())) {
        errors.add(new FieldError(at + "sessionId", "is no known session"));
      }
      if (missing.contains("hypothesis" + one.hypothesisId())) {
        errors.add(new FieldError(at + "hypothesisId", "is no known hypothesis"));
      }
      if (missing.contains("contradiction" + one.hypothesisId() + one.sessionId())) {
        errors.add(
            new FieldError(at + "sessionId", "is not the session of the hypothesis; leave it out"));
      }
      unknownInputs(inputs(one), at, missing, errors);
      unknownDependencies(one.schedule().dependsOn(), at, missing, errors);
    }
    return Future.failedFuture(
        new RefusedException(
            new Refusal(
                Failure.UNPROCESSABLE,
                "unknown-reference",
                "The submission refers to something that is not stored.",
                null,
                errors)));
  }

  private static void unknownInputs(
      List<Input> inputs, String at, Set<String> missing, List<FieldError> errors) {
    for (int k = 0; k < inputs.size(); k++) {
      if (missing.contains("program" + inputs.get(k).digest())) {
        errors.add(
            new FieldError(
                at + "inputs[" + k + "].digest", "is not stored; POST /api/v1/contents stores it"));
      }
    }
  }

  private static void unknownDependencies(
      List<UUID> dependsOn, String at, Set<String> missing, List<FieldError> errors) {
    for (int k = 0; k < dependsOn.size(); k++) {
      if (missing.contains("experiment" + dependsOn.get(k))) {
        errors.add(new FieldError(at + "dependsOn[" + k + "]", "is no known experiment"));
      }
    }
  }

  private Future<Map<UUID, UUID>> reusable(Insert insert) {
    Set<String> fingerprints = new HashSet<>();
    insert.experiments().stream()
        .filter(Planned::reuseFinished)
        .forEach(one -> fingerprints.add(one.fingerprint()));
    if (fingerprints.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    Tuple parameters =
        Tuple.tuple()
            .addArrayOfString(fingerprints.toArray(String[]::new))
            .addString(insert.caller().owner());
    return database
        .run(REUSABLE, parameters)
        .map(
            rows -> {
              Map<String, UUID> found = new HashMap<>();
              rows.forEach(row -> found.put(row.getString("fingerprint"), row.getUUID("id")));
              Map<UUID, UUID> reused = new HashMap<>();
              insert.experiments().stream()
                  .filter(one -> one.reuseFinished() && found.containsKey(one.fingerprint()))
                  .forEach(one -> reused.put(one.id(), found.get(one.fingerprint())));
              return reused;
            });
  }

  private static Submitted answer(List<Planned> planned, Map<UUID, UUID> reused) {
    return new Submitted(
        planned.stream()
            .map(
                one -> {
                  UUID from = reused.get(one.id());
                  State open = one.schedule().atOnce() ? State.QUEUED : State.CREATED;
                  State state = from == null ? open : State.COMPLETED;
                  return new Accepted(one.id(), state, one.fingerprint(), from, List.of());
                })
            .toList());
  }

  private Future<Void> store(Session session, Insert insert, Map<UUID, UUID> reused) {
    List<Planned> planned = insert.experiments();
    String owner = insert.caller().owner();
    return profiles
        .expected(planned)
        .map(
            expected ->
                ExperimentInsert.parameters(
                    planned,
                    owner,
                    reused,
                    ranks.place(planned, owner, expected),
                    new QueueLines(planned, expected)))
        .compose(parameters -> session.run(ExperimentInsert.STATEMENT, parameters))
        .mapEmpty();
  }

  private Future<Submitted> once(Insert insert, Map<UUID, UUID> reused, Submitted answer) {
    IdempotencyKeys.Asked asked =
        new IdempotencyKeys.Asked(
            insert.caller().owner(), insert.idempotencyKey(), insert.requestDigest());
    return keys.once(asked, Submitted.class, answer, session -> store(session, insert, reused));
  }
}
