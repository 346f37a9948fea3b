package io.athanor.profiling.watch;

import io.athanor.contract.Advice.Kind;
import io.athanor.contract.Amounts;
import io.athanor.contract.Changes.Change;
import io.athanor.contract.Changes.Compared;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What people are told of a look. */
public final class Words {

  /** What gained less may have done so by chance. */
  private static final double GAIN = 1.5;

  private Words() {}

  /** Why it is reverted. */
  public static String worse(List<Compared> regressed) {
    Compared first = regressed.get(0);
    String more =
        regressed.size() == 1 ? "" : ", and " + (regressed.size() - 1) + " more got slower";
    return "It made a statement slower: " + line(first) + more + ".";
  }

  /** Why it is kept. */
  public static String kept(Change change, List<Compared> all) {
    long compared = all.stream().filter(Words::comparable).count();
    StringBuilder text = new StringBuilder();
    text.append(
        compared == 0
            ? "No statement was executed often enough to be compared"
            : "Nothing got slower. Compared: " + Amounts.count(compared, "statement"));
    text.append("; executed too seldom for it: ").append(all.size() - compared).append('.');
    all.stream()
        .filter(Words::comparable)
        .filter(one -> one.related() && one.meanMillisBefore() > GAIN * one.meanMillisAfter())
        .max(Comparator.comparingDouble(Words::saved))
        .ifPresent(one -> text.append(" What gained most: ").append(line(one)).append('.'));
    if (change.recommendation().kind() == Kind.CREATE) {
      long scans = change.scans() == null ? 0 : change.scans();
      text.append(
          scans == 0
              ? " The index was never read; look again later whether it is needed."
              : " The index was read " + Amounts.count(scans, "time") + ".");
    }
    return text.toString();
  }

  private static boolean comparable(Compared one) {
    return one.countBefore() >= Regression.LEAST && one.countAfter() >= Regression.LEAST;
  }

  private static double saved(Compared one) {
    return one.countAfter() * (one.meanMillisBefore() - one.meanMillisAfter());
  }

  private static String line(Compared one) {
    return String.format(
        Locale.ROOT,
        "%s took %s before (%s, p95 %s) and %s after (%s, p95 %s)",
        one.name(),
        Amounts.millis(one.meanMillisBefore()),
        Amounts.count(one.countBefore(), "time"),
        Amounts.millis(one.p95MillisBefore()),
        Amounts.millis(one.meanMillisAfter()),
        Amounts.count(one.countAfter(), "time"),
        Amounts.millis(one.p95MillisAfter()));
  }
}
