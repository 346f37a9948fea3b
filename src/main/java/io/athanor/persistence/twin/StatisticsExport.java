package io.athanor.persistence.twin;

import io.athanor.contract.PlannerStatistics.Column;
import io.athanor.contract.PlannerStatistics.Exported;
import io.athanor.contract.PlannerStatistics.Relation;
import io.athanor.persistence.JdbcTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What the planner knows of a database, for planning elsewhere. */
public final class StatisticsExport {

  private StatisticsExport() {}

  /**
   * Reads it at one moment; blocks.
   *
   * @param data the data directory of its server, where it is ours
   * @param values whether values of columns are wanted, too
   */
  public static Exported of(JdbcTarget source, Optional<Path> data, boolean values)
      throws SQLException, IOException {
    try (Connection connection = source.connectSimply()) {
      Exported all = TwinContents.statistics(connection, data);
      return values ? all : withoutValues(all);
    }
  }

  private static Exported withoutValues(Exported all) {
    List<Relation> relations =
        all.relations().stream().map(StatisticsExport::withoutValues).toList();
    return new Exported(
        all.format(), all.server(), all.schema(), all.takenAt(), false, all.settings(), relations);
  }

  private static Relation withoutValues(Relation one) {
    return one.with(one.columns().stream().map(Column::withoutValues).toList());
  }
}
