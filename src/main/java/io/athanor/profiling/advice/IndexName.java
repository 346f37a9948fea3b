package io.athanor.profiling.advice;

import io.athanor.contract.Contents;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;

/** Gives an index a name that says what it is. */
final class IndexName {

  /** What the server cuts names to. */
  private static final int LONGEST = 63;

  private static final int HASH_CHARACTERS = 6;

  private IndexName() {}

  static String of(Candidate index) {
    String keys =
        index.keys().stream()
            .map(key -> key.column() == null ? words(key.text()) : key.column())
            .collect(Collectors.joining("_"));
    String method = index.method().equals("btree") ? "" : "_" + index.method();
    String wanted = "idx_" + index.table() + "_" + keys + method;
    String plain = words(wanted);
    boolean simple =
        plain.equals(wanted)
            && plain.length() <= LONGEST
            && index.predicate() == null
            && index.include().isEmpty()
            && index.keys().stream().allMatch(IndexName::plain);
    if (simple) {
      return plain;
    }
    String hash = "_" + hash(index);
    int length = Math.min(plain.length(), LONGEST - hash.length());
    return plain.substring(0, length).replaceAll("_+$", "") + hash;
  }

  private static boolean plain(Candidate.Key key) {
    return key.column() != null && key.text().equals(Identifiers.quoted(key.column()));
  }

  private static String words(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
  }

  private static String hash(Candidate index) {
    String all =
        index.schema()
            + index.table()
            + index.method()
            + index.keys()
            + index.include()
            + index.predicate();
    return Contents.digestOf(all.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_CHARACTERS);
  }
}
