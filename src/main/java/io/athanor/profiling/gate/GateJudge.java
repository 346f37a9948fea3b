package io.athanor.profiling.gate;

import io.athanor.contract.Amounts;
import io.athanor.profiling.gate.GateFinding.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares the plans of now with those of a baseline. */
public final class GateJudge {

  private static final double DEARER = 1.2;

  /** A row that is found by an index costs about as much. */
  private static final double FEW_UNITS = 10;

  private final Map<String, String> refused;
  private final List<GateFinding> findings = new ArrayList<>();

  private GateJudge(Map<String, String> refused) {
    this.refused = refused;
  }

  /**
   * What is different, the worst first.
   *
   * @param refused statements without a plan, and why
   */
  public static List<GateFinding> findings(
      Collection<PlannedLine> before, Collection<PlannedLine> now, Map<String, String> refused) {
    GateJudge judge = new GateJudge(refused);
    Map<String, PlannedLine> old = new TreeMap<>();
    before.forEach(line -> old.put(line.name(), line));
    for (PlannedLine line : now) {
      judge.compare(old.remove(line.name()), line);
    }
    old.values().forEach(judge::gone);
    judge.findings.sort(
        Comparator.comparing((GateFinding one) -> !one.fails())
            .thenComparing(GateFinding::kind)
            .thenComparing(GateFinding::statement));
    return List.copyOf(judge.findings);
  }

  private void compare(PlannedLine before, PlannedLine now) {
    if (before == null) {
      boolean scans = !now.scans().isEmpty();
      String text =
          scans
              ? "new, and reads from end to end: " + String.join(", ", now.scans())
              : "not in the baseline";
      add(scans ? Kind.NEW_FULL_SCAN : Kind.NEW_STATEMENT, null, now, text, true);
      return;
    }
    TreeSet<String> scans = new TreeSet<>(now.scans());
    scans.removeAll(before.scans());
    boolean dearer = now.cost() > DEARER * before.cost() && now.cost() - before.cost() > FEW_UNITS;
    boolean flips = !before.plan().equals(now.plan());
    String how = flips ? "; " + indexes(before, now) : "";
    if (!scans.isEmpty()) {
      add(Kind.NEW_FULL_SCAN, before, now, "reads from end to end: " + join(scans) + how, true);
    } else if (dearer) {
      String times = Amounts.number(now.cost() / before.cost()) + " times";
      add(Kind.COST_REGRESSION, before, now, "costs " + times + " as much" + how, true);
    } else if (flips) {
      add(Kind.PLAN_FLIP, before, now, indexes(before, now), now.cost() > before.cost());
    }
  }

  private static String indexes(PlannedLine before, PlannedLine now) {
    if (before.indexes().equals(now.indexes())) {
      return "another plan with the same indexes";
    }
    TreeSet<String> gone = new TreeSet<>(before.indexes());
    gone.removeAll(now.indexes());
    TreeSet<String> used = new TreeSet<>(now.indexes());
    used.removeAll(before.indexes());
    return gone.isEmpty()
        ? "uses " + join(used)
        : used.isEmpty()
            ? "does not use " + join(gone)
            : "uses " + join(used) + " and not " + join(gone);
  }

  private static String join(Collection<String> names) {
    return String.join(", ", names);
  }

  private void gone(PlannedLine before) {
    String why = refused.get(before.name());
    add(
        why == null ? Kind.GONE_STATEMENT : Kind.NOT_PLANNED,
        before,
        null,
        why == null ? "only in the baseline" : "the planner refuses it: " + why,
        true);
  }

  private void add(Kind kind, PlannedLine before, PlannedLine now, String text, boolean fails) {
    findings.add(
        new GateFinding(
            kind,
            (now == null ? before : now).name(),
            before == null ? null : Double.valueOf(before.cost()),
            now == null ? null : Double.valueOf(now.cost()),
            text,
            fails));
  }
}
