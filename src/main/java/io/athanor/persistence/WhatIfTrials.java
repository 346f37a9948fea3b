package io.athanor.persistence;

import io.athanor.contract.Json;
import io.athanor.contract.WhatIf.Answer;
import io.athanor.contract.WhatIf.Ask;
import io.athanor.contract.WhatIf.Made;
import io.athanor.contract.WhatIf.Means;
import io.athanor.contract.WhatIf.Planned;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.contract.WhatIf.Tried;
import io.athanor.persistence.twin.HoledFile;
import io.athanor.persistence.twin.TrialPlanner;
import io.athanor.persistence.twin.TwinIndex;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Works through the trials of a question. Blocks; for one thread. */
final class WhatIfTrials {

  private static final long LONGEST = Duration.ofSeconds(6).toNanos();

  /** After so much of it there is too little left for the question. */
  private static final long LONG_AGO = Duration.ofSeconds(3).toNanos();

  private static final String NO_TIME = "There was no time left for it; ask for less at once.";

  private final Ask ask;
  private final TrialPlanner planner;
  private final String why;
  private final long end;

  private WhatIfTrials(Ask ask, TrialPlanner planner, String why, long end) {
    this.ask = ask;
    this.planner = planner;
    this.why = why;
    this.end = end;
  }

  static Answer answer(Ask ask, TrialPlanners planners) throws SQLException, IOException {
    long begin = System.nanoTime();
    TrialPlanner planner;
    try {
      planner = planners.take(ask);
    } catch (NoPlannerException e) {
      return new Answer(Means.NONE, e.getMessage(), null, null, List.of());
    }
    if (planner.means() == Means.SAMPLE && System.nanoTime() > begin + LONG_AGO) {
      throw TrialPlanners.copying();
    }
    try {
      planner.settings(ask.own() ? ConnectionSettings.PLANNING : Map.of());
      return new WhatIfTrials(ask, planner, planners.why(), begin + LONGEST).all();
    } catch (SQLException e) {
      planners.close();
      throw e;
    }
  }

  private Answer all() throws SQLException {
    List<Tried> tried = new ArrayList<>();
    for (Trial trial : ask.trials()) {
      Tried one = one(trial);
      if (!tried.isEmpty() && System.nanoTime() > end) {
        break; // Whoever asks gets what is there and asks for the rest.
      }
      tried.add(one);
    }
    return new Answer(planner.means(), null, why, planner.sample().orElse(null), tried);
  }

  private Tried one(Trial trial) throws SQLException {
    List<Made> made = new ArrayList<>();
    Set<String> shown = new HashSet<>();
    for (String sql : trial.create()) {
      made.add(made(sql, shown, planner::make));
    }
    String refused = show(shown, trial.without());
    List<Planned> planned = new ArrayList<>();
    for (int statement : trial.statements()) {
      planned.add(refused == null ? plan(ask.statements().get(statement)) : refused(refused));
    }
    return new Tried(made, planned);
  }

  /** Makes an index in some way or other. */
  interface Maker {
    TrialPlanner.Trial make(TwinIndex index) throws SQLException;
  }

  /**
   * Makes an index, or says why it cannot be made.
   *
   * @param shown gets its definition when it is made
   * @throws SQLException when nothing more can be made
   */
  static Made made(String sql, Set<String> shown, Maker maker) throws SQLException {
    try {
      TwinIndex index = IndexText.of(sql);
      TrialPlanner.Trial trial = maker.make(index);
      shown.add(index.definition());
      return new Made(trial.name(), trial.table(), trial.pages() * HoledFile.PAGE, null);
    } catch (IllegalArgumentException e) {
      return new Made("", "", 0, e.getMessage());
    } catch (SQLException e) {
      return new Made("", "", 0, words(e));
    }
  }

  private String show(Set<String> with, List<String> without) throws SQLException {
    try {
      planner.show(with, new HashSet<>(without));
      return null;
    } catch (SQLException e) {
      return words(e);
    }
  }

  private Planned plan(String sql) throws SQLException {
    if (System.nanoTime() > end) {
      return refused(NO_TIME);
    }
    try {
      Json plan = new Json(planner.plan(PlannedText.of(sql)));
      Set<String> indexes = new TreeSet<>();
      double[] cost = {-1};
      PlanQueries.walk(
          plan,
          node -> {
            if (cost[0] < 0) {
              cost[0] = node.getDouble("Total Cost");
            }
            PlanQueries.index(node, indexes);
          });
      List<String> whole = new ArrayList<>();
      for (String index : indexes) {
        String name = planner.whole(index);
        if (!whole.contains(name)) {
          whole.add(name);
        }
      }
      return new Planned(cost[0], whole, ask.plans() ? plan : null, null);
    } catch (IllegalArgumentException e) {
      return refused(e.getMessage());
    } catch (SQLException e) {
      return refused(words(e));
    }
  }

  private static Planned refused(String why) {
    return new Planned(0, List.of(), null, why);
  }

  /** What the server says, when it refuses the one thing and not all of them. */
  static String words(SQLException e) throws SQLException {
    String state = String.valueOf(e.getSQLState());
    if (state.startsWith("08") || state.startsWith("58") || state.startsWith("53")) {
      throw e;
    }
    return ServerWords.line(e);
  }
}
