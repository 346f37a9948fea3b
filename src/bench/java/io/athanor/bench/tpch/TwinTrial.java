package io.athanor.bench.tpch;

import io.athanor.persistence.IndexText;
import io.athanor.persistence.twin.SparseTwin;
import io.athanor.persistence.twin.TrialPlanner;
import io.athanor.persistence.twin.TwinIndex;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Asks the planner about a list of indexes that are not there. */
public final class TwinTrial {

  private static final int PAGE = 8192;

  private TwinTrial() {}

  /**
   * Nothing is built.
   *
   * @param create statements {@code CREATE INDEX name ON table …}
   */
  public static Costs of(TpchDatabase database, List<String> create)
      throws SQLException, IOException {
    try (SparseTwin twin = database.twin()) {
      Map<String, Double> before = costs(twin, database);
      Map<String, Long> bytes = new LinkedHashMap<>();
      Set<String> shown = new HashSet<>();
      for (String statement : create) {
        TwinIndex index = IndexText.of(statement);
        TrialPlanner.Trial trial = twin.make(index);
        bytes.put(trial.name(), trial.pages() * PAGE);
        shown.add(index.definition());
      }
      twin.show(shown, Set.of());
      return new Costs(before, costs(twin, database), bytes);
    }
  }

  private static Map<String, Double> costs(SparseTwin twin, TpchDatabase database)
      throws SQLException {
    Map<String, Double> costs = new LinkedHashMap<>();
    for (Map.Entry<String, String> query : database.queries().entrySet()) {
      costs.put(query.getKey(), twin.cost(query.getValue()));
    }
    return costs;
  }
}
