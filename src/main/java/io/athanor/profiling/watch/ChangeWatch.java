package io.athanor.profiling.watch;

import io.athanor.contract.Advice.Effect;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.Changes.Change;
import io.athanor.contract.Changes.Compared;
import io.athanor.contract.Changes.Histogram;
import io.athanor.contract.Changes.Taken;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Compares what statements take since a change with what they took before it. What was executed
 * while it was being made counts for neither. Must be used from one context only.
 */
public final class ChangeWatch {

  /** So many executions before and after it takes to compare. */
  public static final int LEAST = Regression.LEAST;

  /** Its own statements do more while something is watched. */
  private static final String OWN = "changes.";

  private static final int LEAST_OTHERS = 5;

  private final Change change;
  private final Pattern table;
  private final Set<String> named = new HashSet<>();
  private final Map<StatementKey, Times> before = new HashMap<>();
  private final Map<StatementKey, Times> after = new HashMap<>();
  private final Map<StatementKey, String> texts = new HashMap<>();
  private final Map<StatementKey, Times> last = new HashMap<>();

  /**
   * Begins, or goes on with what another one has seen.
   *
   * @param now what statements have taken until now, which was not after the change for sure
   */
  public ChangeWatch(Taken taken, List<Histogram> now) {
    change = taken.change();
    Recommendation recommendation = change.recommendation();
    String name = recommendation.table();
    table =
        Pattern.compile(
            "\\b" + Pattern.quote(name.substring(name.indexOf('.') + 1)) + "\\b",
            Pattern.CASE_INSENSITIVE);
    recommendation.effects().stream().map(Effect::statement).forEach(named::add);
    named.addAll(recommendation.losers());
    taken.before().forEach(one -> add(before, one));
    taken.after().forEach(one -> add(after, one));
    now.forEach(one -> add(last, one));
  }

  private void add(Map<StatementKey, Times> all, Histogram one) {
    all.put(StatementKey.of(one), Times.of(one));
    if (one.text() != null) {
      texts.put(StatementKey.of(one), one.text());
    }
  }

  /** The change. */
  public UUID id() {
    return change.id();
  }

  /** Adds what was executed since it was last told. */
  public void told(List<Histogram> now) {
    for (Histogram one : now) {
      StatementKey key = StatementKey.of(one);
      Times times = Times.of(one);
      Times more = times.since(last.getOrDefault(key, Times.NONE));
      if (more.count() > 0) {
        after.merge(key, more, Times::plus);
      }
      add(last, one);
    }
  }

  /** What was executed after the change. */
  public List<Histogram> after() {
    List<Histogram> all = new ArrayList<>();
    after.forEach((key, times) -> all.add(times.histogram(key)));
    return all;
  }

  /** The statements, those that got slower first, then those that touch the table. */
  public List<Compared> compared() {
    double general = general();
    List<Compared> all = new ArrayList<>();
    after.forEach(
        (key, times) -> {
          if (!key.name().startsWith(OWN)) {
            all.add(compared(key, before.getOrDefault(key, Times.NONE), times, general));
          }
        });
    all.sort(
        Comparator.comparing(Compared::regressed)
            .thenComparing(Compared::related)
            .thenComparing(one -> one.countAfter() * one.meanMillisAfter())
            .reversed());
    return all;
  }

  private Compared compared(StatementKey key, Times then, Times now, double general) {
    boolean related = related(key);
    return new Compared(
        key.name(),
        key.fingerprint(),
        then.count(),
        then.meanMillis(),
        then.p95Millis(),
        now.count(),
        now.meanMillis(),
        now.p95Millis(),
        related,
        Regression.is(then, now, general, related));
  }

  /** How many times as long the statements take that have nothing to do with the table. */
  private double general() {
    List<Double> ratios = new ArrayList<>();
    after.forEach(
        (key, times) -> {
          Times then = before.getOrDefault(key, Times.NONE);
          if (Regression.comparable(then, times) && then.meanMillis() > 0 && !related(key)) {
            ratios.add(times.meanMillis() / then.meanMillis());
          }
        });
    if (ratios.size() < LEAST_OTHERS) {
      return 1;
    }
    ratios.sort(Comparator.naturalOrder());
    return Math.max(1, ratios.get(ratios.size() / 2));
  }

  /** What a text does not tell counts as if it touched the table. */
  private boolean related(StatementKey key) {
    String text = texts.get(key);
    return named.contains(key.name())
        || named.contains(key.name() + " " + key.fingerprint())
        || text == null
        || table.matcher(text).find();
  }
}
