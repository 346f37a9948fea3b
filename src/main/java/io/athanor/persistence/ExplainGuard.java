package io.athanor.persistence;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.persistence.SqlWords.Kind;
import io.athanor.persistence.SqlWords.Word;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says at once, and in words, what is not explained: anything but one statement that reads. It is
 * the first of several locks, not the one that counts; see docs/decisions/0021.
 */
final class ExplainGuard {

  static final int LONGEST = 100_000;

  private static final Set<String> READS = Set.of("select", "with", "values", "table");
  private static final Set<String> WRITES = Set.of("insert", "update", "delete", "merge");
  private static final Set<String> LOCKS = Set.of("update", "share", "no", "key");

  private final SqlStatement statement;
  private final List<Word> words;

  private ExplainGuard(SqlStatement statement) {
    this.statement = statement;
    this.words = statement.words();
  }

  /**
   * Checks a statement.
   *
   * @throws RefusedException 422 with the reason
   */
  static ExplainGuard check(String sql) {
    if (sql.length() > LONGEST) {
      throw refused("statement-too-long", "The statement has more than 100,000 characters.", null);
    }
    if (sql.indexOf('\0') >= 0) {
      throw refused("statement-not-understood", "The statement holds a NUL character.", null);
    }
    try {
      ExplainGuard guard = new ExplainGuard(SqlStatement.of(sql));
      guard.checkWords();
      return guard;
    } catch (IllegalArgumentException e) {
      throw refused(
          "statement-not-understood",
          "The statement cannot be read: " + e.getMessage() + ".",
          "Write it without that, or explain it in psql.");
    }
  }

  /** The statement without what ends it. */
  String statement() {
    return statement.text();
  }

  /** Every name in it that may be that of a function. */
  String[] names() {
    Set<String> names = new TreeSet<>();
    for (Word word : words) {
      if (word.kind() == Kind.NAME || word.kind() == Kind.QUOTED) {
        names.add(word.text());
      }
    }
    return names.toArray(String[]::new);
  }

  /** Whether it has parameters. */
  boolean hasParameters() {
    return words.stream().anyMatch(word -> word.kind() == Kind.PARAMETER);
  }

  /** Whether this name is called like a function somewhere. */
  boolean calls(String function) {
    for (int i = 0; i + 1 < words.size(); i++) {
      if (words.get(i).text().equals(function) && words.get(i + 1).isSign("(")) {
        return true;
      }
    }
    return false;
  }

  private void checkWords() {
    if (words.isEmpty()) {
      throw refused("statement-empty", "There is no statement.", "Give one SELECT.");
    }
    if (statement.isSeveral()) {
      throw refused(
          "several-statements",
          "There are several statements; one is explained at a time.",
          "Give them one after the other.");
    }
    checkFirst();
    for (int i = 0; i < words.size(); i++) {
      checkWord(i);
    }
  }

  private void checkFirst() {
    Word first = words.stream().filter(word -> !word.isSign("(")).findFirst().orElseThrow();
    if (first.isIn(READS)) {
      return;
    }
    String word = first.text().toUpperCase(Locale.ROOT);
    if (first.isIn(WRITES)) {
      throw writes(word + " changes rows");
    }
    if (first.is("explain") || first.is("analyze")) {
      throw refused(
          "explain-of-explain",
          "The statement begins with EXPLAIN already.",
          "Give the statement alone; EXPLAIN is put in front of it.");
    }
    throw refused(
        "not-a-read",
        "Only SELECT, WITH, VALUES and TABLE are explained, and this begins with "
            + (word.length() > 30 ? "something else" : word)
            + ".",
        null);
  }

  private void checkWord(int i) {
    Word word = words.get(i);
    Word before = i == 0 ? null : words.get(i - 1);
    Word after = i + 1 < words.size() ? words.get(i + 1) : null;
    boolean opens = before == null || before.isSign("(") || before.isSign(")");
    if (word.isIn(WRITES) && opens && after != null && after.kind() != Kind.SIGN) {
      throw writes("it holds " + word.text().toUpperCase(Locale.ROOT));
    }
    if (word.is("into") && after != null && after.kind() != Kind.SIGN) {
      throw writes("SELECT INTO makes a table");
    }
    if (word.is("for") && after != null && after.isIn(LOCKS)) {
      throw refused(
          "locks-rows",
          "The statement locks rows (FOR " + after.text().toUpperCase(Locale.ROOT) + ").",
          "Leave the locking clause out; the plan below it is the same.");
    }
  }

  static RefusedException writes(String why) {
    return refused(
        "statement-writes",
        "Only statements that read are explained: " + why + ".",
        "Explain the SELECT that finds its rows. Statements of Athanor itself can be explained by their"
            + " name.");
  }

  static RefusedException refused(String type, String detail, String advice) {
    return new RefusedException(new Refusal(Failure.UNPROCESSABLE, type, detail, advice, null));
  }
}
