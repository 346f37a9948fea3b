package io.athanor.profiling.advice;

import java.util.Locale;
import java.util.Set;

/**
 * A word or sign of an expression.
 *
 * @param text a name in lower case unless it was quoted, a text without its quotes, a sign as it is
 * @param from where it begins
 * @param to where the text goes on after it
 */
record Token(Kind kind, String text, int from, int to) {

  /** What it is. */
  enum Kind {
    NAME,
    QUOTED,
    TEXT,
    NUMBER,
    PARAMETER,
    OPERATOR,
    /** A bracket, a comma, a colon or a point. */
    SIGN
  }

  static Token name(String text, int from, int to) {
    return new Token(Kind.NAME, text.toLowerCase(Locale.ROOT), from, to);
  }

  boolean isName() {
    return kind == Kind.NAME || kind == Kind.QUOTED;
  }

  boolean is(String word) {
    return kind == Kind.NAME && text.equals(word);
  }

  boolean isIn(Set<String> words) {
    return kind == Kind.NAME && words.contains(text);
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isOperator(String sign) {
    return kind == Kind.OPERATOR && text.equals(sign);
  }
}
