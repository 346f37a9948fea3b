package io.athanor.persistence;

import io.athanor.bus.Wire;
import io.athanor.contract.Failure;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.Refusal;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Submission.Input;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What planned experiments name has to be stored. The look-ups compare with a sub-select's value
 * where {@code exists} or a join would say the same: the planner may turn those around and begin
 * with the larger table.
 */
final class ExperimentReferences {

  private static final Statement REFERENCES =
      new Statement(
          "experiments.check-references",
          """
          select 'program' as kind, d as id from unnest($1::text[]) as d
          where (select 1 from contents c where c.digest = decode(d, 'hex')) is null
          union all
          select 'condemned', d from unnest($1::text[]) as d
          where (select c.condemned_at from contents c where c.digest = decode(d, 'hex')) is not null
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

  private final Database database;

  ExperimentReferences(Database database) {
    this.database = database;
  }

  /**
   * Fails where something is not stored, and takes back that a content is to be removed that is
   * named.
   */
  Future<Void> check(List<Planned> planned) {
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
    return database
        .run(REFERENCES, parameters)
        .compose(
            rows -> {
              List<String> condemned = condemned(rows);
              return condemned.isEmpty()
                  ? unknown(rows, planned)
                  : CondemnedContents.spare(database, condemned)
                      .compose(spared -> database.run(REFERENCES, parameters))
                      .compose(again -> unknown(again, planned));
            });
  }

  private static List<String> condemned(RowSet<Row> rows) {
    List<String> condemned = new ArrayList<>();
    for (Row row : rows) {
      if ("condemned".equals(row.getString("kind"))) {
        condemned.add(row.getString("id"));
      }
    }
    return condemned;
  }

  private static List<Input> inputs(Planned planned) {
    return List.of(Wire.decode(planned.inputs().text(), Input[].class));
  }

  private static Future<Void> unknown(RowSet<Row> rows, List<Planned> planned) {
    Set<String> missing = new HashSet<>();
    rows.forEach(row -> missing.add(row.getString("kind") + row.getString("id")));
    missing.removeIf(one -> one.startsWith("condemned"));
    if (missing.isEmpty()) {
      return Future.succeededFuture();
    }
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
}
