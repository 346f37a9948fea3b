package io.athanor.profiling.plans;

import io.athanor.contract.Histories.Flip;
import io.athanor.contract.Histories.KeptPlan;
import io.athanor.contract.Histories.SeenPlan;
import io.athanor.contract.Histories.StatementPlans;
import io.athanor.contract.Plans.Mode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The plans of one statement that are kept, and whether another one has made it slower. */
public final class PlanHistory {

  /** A mean of fewer executions says nothing. */
  private static final long FEWEST = 5;

  private static final double SLOWER = 2;

  private final List<KeptPlan> plans;

  /**
   * A history.
   *
   * @param plans of one statement, at least one
   */
  public PlanHistory(List<KeptPlan> plans) {
    this.plans =
        plans.stream().sorted(Comparator.comparing(KeptPlan::lastSeen).reversed()).toList();
  }

  /** Those of a page, by their statements. */
  public static List<PlanHistory> of(List<KeptPlan> page) {
    List<PlanHistory> all = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= page.size(); i++) {
      if (i == page.size() || !page.get(i).isOfSame(page.get(from))) {
        all.add(new PlanHistory(page.subList(from, i)));
        from = i;
      }
    }
    return all;
  }

  private List<KeptPlan> of(Mode mode) {
    return plans.stream().filter(one -> one.mode() == mode).toList();
  }

  /** The change of plan after which the statement takes more than twice as long, if it does. */
  public Optional<Flip> flip() {
    List<KeptPlan> generic = of(Mode.GENERIC);
    if (generic.size() < 2) {
      return Optional.empty();
    }
    KeptPlan now = generic.get(0);
    KeptPlan before = generic.get(1);
    if (now.executions() < FEWEST || before.executions() < FEWEST) {
      return Optional.empty();
    }
    double was = before.millis() / before.executions();
    double is = now.millis() / now.executions();
    return is > SLOWER * was
        ? Optional.of(
            new Flip(
                now.statement(),
                before.hash(),
                now.hash(),
                now.currentSince(),
                was,
                is,
                change(before, now)))
        : Optional.empty();
  }

  private static String change(KeptPlan before, KeptPlan now) {
    Set<String> gone = new TreeSet<>(before.scans());
    gone.removeAll(now.scans());
    Set<String> come = new TreeSet<>(now.scans());
    come.removeAll(before.scans());
    return gone.isEmpty() && come.isEmpty()
        ? "the same scans are joined in another way"
        : String.join(", ", gone) + " became " + String.join(", ", come);
  }

  /** The current ones first, then by when they were seen. */
  public StatementPlans list() {
    List<SeenPlan> current = new ArrayList<>();
    List<SeenPlan> others = new ArrayList<>();
    for (KeptPlan one : plans) {
      boolean first = of(one.mode()).get(0).equals(one);
      (first ? current : others).add(seen(one, first));
    }
    current.addAll(others);
    return new StatementPlans(plans.get(0).statement(), plans.get(0).fingerprint(), current);
  }

  private static SeenPlan seen(KeptPlan one, boolean current) {
    return new SeenPlan(
        one.hash(),
        one.mode(),
        current,
        one.firstSeen(),
        one.lastSeen(),
        one.taken(),
        one.executions(),
        one.executions() == 0 ? null : one.millis() / one.executions(),
        one.cost(),
        one.findings(),
        one.text());
  }
}
