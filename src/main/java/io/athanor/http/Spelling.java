package io.athanor.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Guesses what somebody meant. */
final class Spelling {

  private static final int FARTHEST = 2;
  private static final int LONGEST = 40;

  /** What others call it. */
  private static final Map<String, String> MEANT = Map.of("program", "source", "code", "source");

  private Spelling() {}

  /** The end of a message about an unknown word: the nearest known one, or all of them. */
  static String hint(String word, List<String> known) {
    String meant = MEANT.getOrDefault(word, "");
    if (known.contains(meant)) {
      return "; did you mean \"" + meant + "\"?";
    }
    if (word.length() <= LONGEST) {
      String lower = word.toLowerCase(Locale.ROOT);
      int best = FARTHEST + 1;
      String nearest = null;
      for (String candidate : known) {
        int distance = distance(lower, candidate.toLowerCase(Locale.ROOT));
        if (distance < best && distance < Math.max(2, candidate.length())) {
          best = distance;
          nearest = candidate;
        }
      }
      if (nearest != null) {
        return "; did you mean \"" + nearest + "\"?";
      }
    }
    return known.isEmpty() ? "; there are none" : "; known are " + String.join(", ", known);
  }

  /** Levenshtein's distance in one row. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
