package io.athanor.profiling.plans;

import io.athanor.contract.Plans.Table;
import java.util.List;

/**
 * A scan of a whole table that throws most of its rows away.
 *
 * @param schema of the table
 * @param table its name
 * @param kept rows that it hands on, as the planner expects
 * @param cost of it as the planner expects
 */
public record WastedScan(String schema, String table, double kept, double cost) {

  /**
   * Those of a plan that was not executed.
   *
   * @param tables sizes of the tables, as far as they are known
   */
  public static List<WastedScan> of(Plan plan, List<Table> tables) {
    return ScanWork.of(plan.root(), tables).stream()
        .filter(ScanWork::isWasted)
        .map(
            work ->
                new WastedScan(
                    work.first().target().schema(),
                    work.first().target().relation(),
                    work.kept(),
                    work.first().estimate().totalCost()))
        .toList();
  }
}
