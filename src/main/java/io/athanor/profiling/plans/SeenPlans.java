package io.athanor.profiling.plans;

import io.athanor.contract.Plans.Finding;
import io.athanor.contract.Plans.Flip;
import io.athanor.contract.Plans.Mode;
import io.athanor.contract.Plans.SeenPlan;
import io.athanor.contract.Plans.StatementPlans;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The plans of one statement, at most so many; the one that was not seen for longest goes. */
final class SeenPlans {

  /** A mean of fewer executions says nothing. */
  private static final long FEWEST = 5;

  private static final double SLOWER = 2;
  private static final double NANOS_PER_MILLI = 1_000_000.0;

  private static final class Seen {
    private final String hash;
    private final Mode mode;
    private final Instant first;
    private Instant last;
    private long taken;
    private long executions;
    private double millis;
    private double cost;
    private List<Finding> findings = List.of();
    private String text = "";
    private Set<String> scans = Set.of();

    private Seen(String hash, Mode mode, Instant first) {
      this.hash = hash;
      this.mode = mode;
      this.first = first;
      this.last = first;
    }

    private Double mean() {
      return executions == 0 ? null : millis / executions;
    }
  }

  private final String statement;
  private final int most;
  private final List<Seen> plans = new ArrayList<>();
  private Seen generic;
  private Seen custom;
  private Seen before;
  private Instant changedAt;

  SeenPlans(String statement, int most) {
    this.statement = statement;
    this.most = most;
  }

  /** Adds a plan that was taken; its constants are forgotten. */
  void add(Plan plan, Mode mode, Instant at, int longestText) {
    Plan anonymous = PlanShape.withoutConstants(plan);
    String hash = PlanShape.hash(plan.root());
    Seen seen = find(hash, mode).orElseGet(() -> create(hash, mode, at));
    seen.last = at;
    seen.taken++;
    seen.cost = plan.root().estimate().totalCost();
    seen.findings = PlanJudge.findings(anonymous, List.of());
    String text = PlanText.of(PlanTree.of(anonymous));
    seen.text = text.length() > longestText ? text.substring(0, longestText) + "…" : text;
    seen.scans = scans(plan.root());
    if (mode == Mode.GENERIC) {
      becomeCurrent(seen, at);
    } else {
      custom = seen;
    }
  }

  private void becomeCurrent(Seen seen, Instant at) {
    if (generic != null && generic != seen) {
      before = generic;
      changedAt = at;
      // What it took before it went away and came back is another story.
      seen.executions = 0;
      seen.millis = 0;
    }
    generic = seen;
  }

  private Optional<Seen> find(String hash, Mode mode) {
    return plans.stream().filter(one -> one.mode == mode && one.hash.equals(hash)).findFirst();
  }

  private Seen create(String hash, Mode mode, Instant at) {
    if (plans.size() >= most) {
      plans.stream()
          .filter(one -> one != generic && one != before)
          .min(Comparator.comparing(one -> one.last))
          .ifPresent(plans::remove);
    }
    Seen seen = new Seen(hash, mode, at);
    plans.add(seen);
    return seen;
  }

  private static Set<String> scans(PlanNode root) {
    Set<String> scans = new TreeSet<>();
    root.walk(
        node -> {
          if (NodeWork.scans(node) || node.type().equals("Bitmap Index Scan")) {
            scans.add(PlanLabels.title(node));
          }
        });
    return scans;
  }

  /** Counts executions under the current generic plan. */
  void executed(long executions, long nanos) {
    if (generic != null) {
      generic.executions += executions;
      generic.millis += nanos / NANOS_PER_MILLI;
    }
  }

  /** Counts a slow execution for the plan of its parameters. */
  void slow(double millis) {
    if (custom != null) {
      custom.executions++;
      custom.millis += millis;
    }
  }

  /** The change of plan after which the statement takes more than twice as long, if it does. */
  Optional<Flip> flip() {
    if (before == null || before.executions < FEWEST || generic.executions < FEWEST) {
      return Optional.empty();
    }
    double was = before.mean();
    double is = generic.mean();
    return is > SLOWER * was
        ? Optional.of(new Flip(statement, before.hash, generic.hash, changedAt, was, is, change()))
        : Optional.empty();
  }

  private String change() {
    Set<String> gone = new TreeSet<>(before.scans);
    gone.removeAll(generic.scans);
    Set<String> come = new TreeSet<>(generic.scans);
    come.removeAll(before.scans);
    return gone.isEmpty() && come.isEmpty()
        ? "the same scans are joined in another way"
        : String.join(", ", gone) + " became " + String.join(", ", come);
  }

  /** The current ones first, then by when they were seen. */
  StatementPlans list(boolean withText) {
    return new StatementPlans(
        statement,
        plans.stream()
            .sorted(
                Comparator.comparing((Seen one) -> one == generic || one == custom)
                    .thenComparing(one -> one.last)
                    .reversed())
            .map(
                one ->
                    new SeenPlan(
                        one.hash,
                        one.mode,
                        one == generic || one == custom,
                        one.first,
                        one.last,
                        one.taken,
                        one.executions,
                        one.mean(),
                        one.cost,
                        one.findings,
                        withText ? one.text : null))
            .toList());
  }
}
