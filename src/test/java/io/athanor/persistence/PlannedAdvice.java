package io.athanor.persistence;

import com.fasterxml.uuid.Generators;
import io.athanor.contract.Advice.Effect;
import io.athanor.contract.Advice.Kind;
import io.athanor.contract.Advice.Level;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.Advice.Report;
import io.athanor.contract.WhatIf;
import io.vertx.core.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Analyses that nobody has made, with one recommendation {@code it}. */
final class PlannedAdvice {

  private PlannedAdvice() {}

  private static Recommendation recommendation(String kind, String index, String sql) {
    return new Recommendation(
        "it",
        Kind.valueOf(kind),
        Level.PLANNER,
        5,
        index,
        "public.things",
        sql,
        "revert",
        8192,
        1,
        1,
        1,
        "why",
        List.of(new Effect("a.b", 1, 9, 1, null, null, null)),
        List.of());
  }

  static UUID stored(JdbcTarget target, String kind, String index, String sql) throws SQLException {
    Recommendation recommendation = recommendation(kind, index, sql);
    Report report =
        new Report(
            WhatIf.Means.TWIN,
            null,
            null,
            1,
            1,
            1,
            1,
            List.of(recommendation),
            List.of(),
            List.of(),
            null,
            null);
    // Old analyses are forgotten by their ids.
    UUID id = Generators.timeBasedEpochGenerator().generate();
    try (Connection connection = target.connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into index_analyses (id, state, ended_at, report) values (?, 'DONE', now(), ?::json)")) {
      insert.setObject(1, id);
      insert.setString(2, Json.encode(report));
      insert.execute();
    }
    return id;
  }
}
