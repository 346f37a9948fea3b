package io.athanor.persistence;

import io.athanor.persistence.SqlWords.Word;
import java.util.List;

/**
 * A text of SQL without the semicolons at its end.
 *
 * @param text as it was written, up to its last word
 * @param words of it; none when it is empty
 */
record SqlStatement(String text, List<Word> words) {

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when it cannot be read; the message says why in words for
   *     people
   */
  static SqlStatement of(String sql) {
    List<Word> words = SqlWords.of(sql);
    int last = words.size();
    while (last > 0 && words.get(last - 1).isSign(";")) {
      last--;
    }
    int end = last == 0 ? 0 : words.get(last - 1).end();
    return new SqlStatement(sql.substring(0, end), words.subList(0, last));
  }

  /** Whether there is another statement after the first. */
  boolean isSeveral() {
    return words.stream().anyMatch(word -> word.isSign(";"));
  }
}
