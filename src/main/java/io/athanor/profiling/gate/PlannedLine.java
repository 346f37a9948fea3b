package io.athanor.profiling.gate;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.athanor.profiling.plans.FullScans;
import io.athanor.profiling.plans.Plan;
import io.athanor.profiling.plans.PlanShape;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is kept of the plan of a statement: one line of a baseline.
 *
 * @param cost in the planner's units, to four digits
 * @param plan the hash of its shape, as {@code athanor db plans} shows it
 * @param indexes that it uses, of partitions those of the whole table
 * @param scans tables of some size that it reads from end to end
 */
@JsonPropertyOrder({"name", "cost", "plan", "indexes", "scans"})
public record PlannedLine(
    String name, double cost, String plan, List<String> indexes, List<String> scans) {

  /** A table of fewer pages of 8 KiB is read in no time. */
  private static final long FEW_PAGES = 100;

  private static final MathContext DIGITS = new MathContext(4);

  /** Copies the lists. */
  public PlannedLine {
    indexes = indexes == null ? List.of() : List.copyOf(indexes);
    scans = scans == null ? List.of() : List.copyOf(scans);
  }

  /**
   * The line of a plan; none of one that reads the catalogue, which is of another size in each
   * database.
   *
   * @param wholes of partitions and their indexes those of the whole table
   * @param blocks of tables and partitions
   */
  public static Optional<PlannedLine> of(
      String name, Plan plan, Map<String, String> wholes, Map<String, Long> blocks) {
    boolean[] catalogue = {false};
    TreeSet<String> indexes = new TreeSet<>();
    plan.root()
        .walk(
            node -> {
              catalogue[0] |=
                  node.target().relation() != null && "pg_catalog".equals(node.target().schema());
              String index = node.target().index();
              if (index != null) {
                indexes.add(wholes.getOrDefault(index, index));
              }
            });
    return catalogue[0]
        ? Optional.empty()
        : Optional.of(
            new PlannedLine(
                name,
                new BigDecimal(plan.root().estimate().totalCost()).round(DIGITS).doubleValue(),
                PlanShape.hash(plan.root()),
                List.copyOf(indexes),
                List.copyOf(FullScans.of(plan, wholes, blocks, FEW_PAGES))));
  }
}
