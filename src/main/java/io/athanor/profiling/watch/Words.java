package io.athanor.profiling.watch;

import io.athanor.contract.Advice.Kind;
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
            : "Nothing got slower; " + compared + " statements were compared");
    text.append(", ").append(all.size() - compared).append(" were executed too seldom for it.");
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
              : " The index was read " + scans + " times.");
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
        "%s took %.2f ms before (%d times, p95 %.2f ms) and %.2f ms after (%d times, p95 %.2f ms)",
        one.name(),
        one.meanMillisBefore(),
        one.countBefore(),
        one.p95MillisBefore(),
        one.meanMillisAfter(),
        one.countAfter(),
        one.p95MillisAfter());
  }
}
