package io.athanor.profiling.plans;

import io.athanor.contract.Histories.KeptPlan;
import io.athanor.contract.Histories.Sampled;
import io.athanor.contract.Plans.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans that nodes have taken and that are not kept yet, without their constants and within bounds.
 * Safe for threads.
 */
public final class TakenPlans {

  private static final Logger LOG = LoggerFactory.getLogger(TakenPlans.class);
  private static final int MOST = 200;
  private static final int CHARACTERS = 8_192;

  private record Key(String statement, String fingerprint, Mode mode, String hash) {
    static Key of(KeptPlan plan) {
      return new Key(plan.statement(), plan.fingerprint(), plan.mode(), plan.hash());
    }
  }

  private final Map<Key, KeptPlan> plans = new LinkedHashMap<>();

  /** Adds what a node has taken; a plan that cannot be read is left out. */
  public void add(Sampled sampled) {
    try {
      if (sampled.generic() != null) {
        add(kept(sampled, PlanReader.read(sampled.generic().text()), Mode.GENERIC));
      }
      if (sampled.custom() != null) {
        add(kept(sampled, PlanReader.read(sampled.custom().text()), Mode.PLANNED));
      }
    } catch (IllegalArgumentException e) {
      LOG.warn("the plan of {} cannot be read: {}", sampled.statement(), e.getMessage());
    }
  }

  /** The slow execution that a plan was taken for counts as one under it. */
  private static KeptPlan kept(Sampled sampled, Plan plan, Mode mode) {
    Plan anonymous = PlanShape.withoutConstants(plan);
    String text = PlanText.of(PlanTree.of(anonymous));
    boolean slow = mode == Mode.PLANNED;
    return new KeptPlan(
        sampled.statement(),
        sampled.fingerprint(),
        mode,
        PlanShape.hash(plan.root()),
        sampled.takenAt(),
        sampled.takenAt(),
        sampled.takenAt(),
        1,
        slow ? 1 : 0,
        slow ? sampled.slowMillis() : 0,
        plan.root().estimate().totalCost(),
        PlanJudge.findings(anonymous, List.of()),
        scans(plan.root()),
        text.length() > CHARACTERS ? text.substring(0, CHARACTERS) + "…" : text);
  }

  private static List<String> scans(PlanNode root) {
    Set<String> scans = new TreeSet<>();
    root.walk(
        node -> {
          if (NodeWork.scans(node) || node.type().equals("Bitmap Index Scan")) {
            scans.add(PlanLabels.title(node));
          }
        });
    return List.copyOf(scans);
  }

  private synchronized void add(KeptPlan plan) {
    plans.merge(Key.of(plan), plan, TakenPlans::both);
    if (plans.size() > MOST) {
      plans.remove(plans.keySet().iterator().next());
    }
  }

  private static KeptPlan both(KeptPlan one, KeptPlan other) {
    boolean later = other.lastSeen().isAfter(one.lastSeen());
    KeptPlan last = later ? other : one;
    Instant first = later ? one.firstSeen() : other.firstSeen();
    return new KeptPlan(
        one.statement(),
        one.fingerprint(),
        one.mode(),
        one.hash(),
        first,
        last.lastSeen(),
        first,
        one.taken() + other.taken(),
        one.executions() + other.executions(),
        one.millis() + other.millis(),
        last.cost(),
        last.findings(),
        last.scans(),
        last.text());
  }

  /** Takes some of them out. */
  public synchronized List<KeptPlan> take(int most) {
    List<KeptPlan> taken = new ArrayList<>(plans.values());
    taken = List.copyOf(taken.subList(0, Math.min(most, taken.size())));
    taken.forEach(one -> plans.remove(Key.of(one)));
    return taken;
  }

  /** Takes back what could not be kept. */
  public void back(List<KeptPlan> taken) {
    taken.forEach(this::add);
  }
}
