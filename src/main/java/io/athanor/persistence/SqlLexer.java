package io.athanor.persistence;

import java.util.Locale;

/** One pass over a text, about a microsecond. It knows what tokens are, and no grammar. */
final class SqlLexer {

  private static final String OPERATORS = "+-*/<>=~!@#%^&|`?";

  private final String sql;
  private final FingerprintBuilder out;
  private int at;

  SqlLexer(String sql) {
    this.sql = sql;
    this.out = new FingerprintBuilder(sql.length());
  }

  Fingerprint read() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
        out.gap();
      } else if (c == '-' && peek(1) == '-') {
        lineComment();
      } else if (c == '/' && peek(1) == '*') {
        blockComment();
      } else {
        token(c);
      }
    }
    return out.build();
  }

  private char peek(int ahead) {
    return at + ahead < sql.length() ? sql.charAt(at + ahead) : '\0';
  }

  private void token(char c) {
    if (c == '\'') {
      quoted(false);
    } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
      number();
    } else if (c == '$') {
      dollar();
    } else if (c == '"') {
      // A doubled quote only begins the next name.
      int end = sql.indexOf('"', at + 1) + 1;
      String name = sql.substring(at, end == 0 ? sql.length() : end);
      at += name.length();
      out.other(name);
    } else if (isWord(c)) {
      word();
    } else if (OPERATORS.indexOf(c) >= 0) {
      operator();
    } else {
      at++;
      out.punctuation(c);
    }
  }

  private void lineComment() {
    while (at < sql.length() && sql.charAt(at) != '\n') {
      at++;
    }
    out.gap();
  }

  private void blockComment() {
    int depth = 0;
    do {
      if (sql.charAt(at) == '/' && peek(1) == '*') {
        depth++;
        at += 2;
      } else if (sql.charAt(at) == '*' && peek(1) == '/') {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0 && at < sql.length());
    out.gap();
  }

  private void word() {
    int from = at;
    while (at < sql.length() && (isWord(sql.charAt(at)) || isDigit(sql.charAt(at)))) {
      at++;
    }
    String word = sql.substring(from, at).toLowerCase(Locale.ROOT);
    // E'…', B'…', X'…', N'…' are values; U&'…' is read as a word, an operator and a value.
    if (peek(0) == '\'' && word.length() == 1 && "ebxn".contains(word)) {
      quoted(word.equals("e"));
      return;
    }
    out.word(word);
  }

  private void quoted(boolean escapes) {
    at++;
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      boolean escaped = (c == '\\' && escapes) || (c == '\'' && peek(0) == '\'');
      if (escaped) {
        at++;
      } else if (c == '\'') {
        break;
      }
    }
    at = Math.min(at, sql.length());
    out.value("?");
  }

  private void number() {
    for (int from = at; at < sql.length() && continues(from); ) {
      at++;
    }
    out.value("?");
  }

  private boolean continues(int from) {
    char c = sql.charAt(at);
    boolean exponentSign =
        (c == '+' || c == '-') && at > from && "eE".indexOf(sql.charAt(at - 1)) >= 0;
    return isDigit(c) || isWord(c) || c == '.' || exponentSign;
  }

  private void dollar() {
    int end = at + 1;
    while (end < sql.length() && (isWord(sql.charAt(end)) || isDigit(sql.charAt(end)))) {
      end++;
    }
    if (isDigit(peek(1))) {
      String parameter = sql.substring(at, end);
      at = end;
      out.value(parameter);
    } else if (end < sql.length() && sql.charAt(end) == '$') {
      String tag = sql.substring(at, end + 1);
      int close = sql.indexOf(tag, end + 1);
      at = close < 0 ? sql.length() : close + tag.length();
      out.value("?");
    } else {
      at++;
      out.punctuation('$');
    }
  }

  private void operator() {
    int from = at;
    char first = sql.charAt(at);
    if ((first == '-' || first == '+') && out.takesSign() && (isDigit(peek(1)) || peek(1) == '.')) {
      at++;
      return;
    }
    do {
      at++;
    } while (OPERATORS.indexOf(peek(0)) >= 0 && !endsOperator(sql.charAt(at - 1)));
    out.other(sql.substring(from, at));
    out.expectsValue();
  }

  /** A comment begins here, or the sign of a number after a comparison. */
  private boolean endsOperator(char before) {
    char c = peek(0);
    boolean sign = (c == '-' || c == '+') && (before == '=' || before == '>');
    return sign || (c == '-' && peek(1) == '-') || (c == '/' && peek(1) == '*');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWord(char c) {
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c > 127;
  }
}
