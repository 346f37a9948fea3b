package io.athanor.app;

import io.athanor.contract.PlannerStatistics.Exported;
import io.athanor.contract.PlannerStatistics.Relation;
import io.athanor.persistence.GatePlans;
import io.athanor.persistence.JdbcTarget;
import io.athanor.support.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.function.UnaryOperator;

/** The laboratory of a million experiments, of which there are the statistics only. */
final class Laboratory {

  static final Path STATISTICS = Path.of("src/test/resources/gate/laboratory.json");

  /** From forty thousand experiments of each kind to a million. */
  static final double GROWTH = 25;

  private Laboratory() {}

  static Exported statistics() {
    return StatisticsFile.read(StatisticsFile.text(STATISTICS), STATISTICS);
  }

  /** Its plans, on a schema that was changed by these statements. */
  static GatePlans plans(TestDatabase database, Exported statistics, String... changes)
      throws Exception {
    JdbcTarget target = database.another();
    try {
      try (Connection connection = target.connect();
          Statement statement = connection.createStatement()) {
        for (String change : changes) {
          statement.execute(change);
        }
      }
      return GatePlans.of(database.site(), target, statistics().schema(), statistics, GROWTH);
    } finally {
      database.drop(target);
    }
  }

  static Exported with(Exported all, UnaryOperator<Relation> change) {
    return new Exported(
        all.format(),
        all.server(),
        all.schema(),
        all.takenAt(),
        all.values(),
        all.settings(),
        all.relations().stream().map(change).toList());
  }
}
