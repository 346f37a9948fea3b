package io.athanor.profiling.plans;

import io.athanor.contract.Plans.Explained;
import io.athanor.contract.Plans.Node;
import io.athanor.contract.Plans.Taken;
import java.util.List;

/** What people are told of a plan. */
public final class PlanReport {

  private PlanReport() {}

  /** The report on a plan that persistence has taken. */
  public static Explained of(Taken taken) {
    Plan plan = PlanReader.read(taken.plan().text());
    List<Node> tree = PlanTree.of(plan);
    boolean executed = plan.root().actual() != null;
    return new Explained(
        taken.mode(),
        taken.role(),
        taken.note(),
        taken.serverVersion(),
        PlanShape.hash(plan.root()),
        plan.root().estimate().totalCost(),
        executed ? plan.planningMillis() : null,
        executed ? plan.executionMillis() : null,
        tree,
        PlanJudge.findings(plan, taken.tables()),
        PlanText.of(tree),
        taken.plan());
  }
}
