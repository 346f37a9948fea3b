package io.athanor.persistence;

import io.athanor.persistence.SqlWords.Kind;
import io.athanor.persistence.SqlWords.Word;
import io.athanor.persistence.twin.TwinIndex;
import java.util.List;

/** Reads a statement that makes an index as far as needed to know which table it is on. */
public final class IndexText {

  private static final String EXPECTED = "expected one CREATE INDEX name ON table (columns)";
  private static final int LONGEST = 10_000;

  private final String sql;
  private final List<Word> words;
  private int at;

  private IndexText(String sql, List<Word> words) {
    this.sql = sql;
    this.words = words;
  }

  /**
   * The index that a statement makes.
   *
   * @throws IllegalArgumentException when it is no such statement, or more than one; the message
   *     says so in words for people
   */
  public static TwinIndex of(String sql) {
    if (sql.length() > LONGEST || sql.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(EXPECTED);
    }
    return new IndexText(sql, SqlWords.of(sql)).read();
  }

  private TwinIndex read() {
    int last = words.size();
    while (last > 0 && words.get(last - 1).isSign(";")) {
      last--;
    }
    if (words.subList(0, last).stream().anyMatch(word -> word.isSign(";"))) {
      throw new IllegalArgumentException("there are several statements; " + EXPECTED);
    }
    need("create");
    skip("unique");
    need("index");
    int begin = words.get(at - 1).end();
    int end = skip("concurrently") ? words.get(at - 1).end() : begin;
    while (at < last && !words.get(at).is("on")) {
      at++;
    }
    need("on");
    skip("only");
    String table = name();
    if (at < last && words.get(at).isSign(".")) {
      at++;
      table += "." + name();
    }
    String definition = sql.substring(0, begin) + sql.substring(end, words.get(last - 1).end());
    return new TwinIndex(table, definition);
  }

  private void need(String word) {
    if (!skip(word)) {
      throw new IllegalArgumentException(EXPECTED);
    }
  }

  private boolean skip(String word) {
    if (at < words.size() && words.get(at).is(word)) {
      at++;
      return true;
    }
    return false;
  }

  private String name() {
    Word word = at < words.size() ? words.get(at) : null;
    if (word == null || (word.kind() != Kind.NAME && word.kind() != Kind.QUOTED)) {
      throw new IllegalArgumentException(EXPECTED);
    }
    at++;
    return '"' + word.text().replace("\"", "\"\"") + '"';
  }
}
