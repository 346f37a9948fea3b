package io.athanor.persistence;

import io.athanor.contract.Executions.Flaw;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a statement that is executed once for each value becomes one for all of them. */
final class Rewrite {

  private Rewrite() {}

  /**
   * The statement for an array of values; null when more than one parameter differs, or the one
   * that does is not simply compared.
   *
   * @param varied bit i is set where parameter i + 1 differed
   */
  static String of(String text, int varied) {
    if (text == null || Integer.bitCount(varied) != 1 || text.startsWith("insert")) {
      return null;
    }
    int parameter = Integer.numberOfTrailingZeros(varied) + 1;
    Matcher uses = Pattern.compile("\\$" + parameter + "(?![0-9])").matcher(text);
    Matcher compared =
        Pattern.compile("(?<![<>!=])= ?\\$" + parameter + "(?![0-9]|::|\\s*[-+*/|])").matcher(text);
    boolean once = uses.results().count() == 1;
    return once && compared.find()
        ? text.substring(0, compared.start())
            + "= any ($"
            + parameter
            + ")"
            + text.substring(compared.end())
        : null;
  }

  /** What to do, in words. */
  static String advice(Flaw flaw, String text, String rewrite) {
    if (flaw == Flaw.REPEATED) {
      return "One request asks the same again and again: keep the first answer and pass it on.";
    }
    if (rewrite != null) {
      return "One request asks once for each value: ask once for all of them, with an array, and"
          + " select the column that is compared to tell the rows apart.";
    }
    return text != null && text.startsWith("insert")
        ? "One request inserts row by row: insert all rows at once, from unnest of one array for"
            + " each column."
        : "One request asks once for each set of values: ask once for all of them, and join with"
            + " unnest of one array for each parameter that differs.";
  }
}
