package io.athanor.persistence;

import io.athanor.persistence.SqlWords.Kind;
import io.athanor.persistence.SqlWords.Word;
import java.util.List;

/** Reads a statement word after word, and refuses what is not as it has to be. */
final class WordCursor {

  private final List<Word> words;
  private final String expected;
  private int at;

  /**
   * Begins at the first word.
   *
   * @param expected what is said about anything else, for people
   */
  WordCursor(List<Word> words, String expected) {
    this.words = words;
    this.expected = expected;
  }

  boolean isAtEnd() {
    return at == words.size();
  }

  /** Where the text goes on after the word that was read last. */
  int end() {
    return words.get(at - 1).end();
  }

  void need(String word) {
    if (!skip(word)) {
      throw wrong();
    }
  }

  boolean skip(String word) {
    boolean there = at < words.size() && words.get(at).is(word);
    at += there ? 1 : 0;
    return there;
  }

  /** Skips everything up to a word, which is there in the end or not. */
  void skipTo(String word) {
    while (at < words.size() && !words.get(at).is(word)) {
      at++;
    }
  }

  /** The name of an index or table, with the schema where one is written. */
  QualifiedName qualified() {
    String name = name();
    if (at < words.size() && words.get(at).isSign(".")) {
      at++;
      return new QualifiedName(name, name());
    }
    return new QualifiedName(null, name);
  }

  /** A name without a schema. */
  String name() {
    Word word = at < words.size() ? words.get(at) : null;
    boolean named =
        word != null
            && (word.kind() == Kind.QUOTED || (word.kind() == Kind.NAME && !word.is("on")));
    if (!named) {
      throw wrong();
    }
    at++;
    return word.text();
  }

  IllegalArgumentException wrong() {
    return new IllegalArgumentException(expected);
  }
}
