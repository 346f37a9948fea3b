package io.athanor.profiling.advice;

import java.util.ArrayList;
import java.util.List;

/** Cuts an expression into tokens as the server's scanner does. */
final class Tokens {

  private static final String OPERATOR_SIGNS = "+-*/<>=~!@#%^&|`?";

  /** With one of these in it an operator may end in plus or minus. */
  private static final String FREE_SIGNS = "~!@#%^&|`?";

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Tokens(String sql) {
    this.sql = sql;
  }

  /**
   * All tokens in their order; comments are none.
   *
   * @throws UnreadableException when a quote is not closed
   */
  static List<Token> of(String sql) {
    Tokens reader = new Tokens(sql);
    while (reader.skipBlank()) {
      reader.next();
    }
    return List.copyOf(reader.tokens);
  }

  private boolean skipBlank() {
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end;
      } else if (sql.startsWith("/*", at)) {
        int end = sql.indexOf("*/", at);
        at = end < 0 ? sql.length() : end + 2;
      } else {
        return true;
      }
    }
    return false;
  }

  private void next() {
    char c = sql.charAt(at);
    if (c == '\'') {
      quoted(Token.Kind.TEXT, at, at, '\'', false);
    } else if (c == '"') {
      quoted(Token.Kind.QUOTED, at, at, '"', false);
    } else if (isNameStart(c)) {
      name();
    } else if (isDigit(c) || (c == '.' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1)))) {
      number();
    } else if (c == '$' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1))) {
      int end = at + 1;
      while (end < sql.length() && isDigit(sql.charAt(end))) {
        end++;
      }
      add(Token.Kind.PARAMETER, sql.substring(at, end), at, end);
    } else if (c == '$') {
      dollar();
    } else if (OPERATOR_SIGNS.indexOf(c) >= 0) {
      operator();
    } else {
      String sign = sql.startsWith("::", at) ? "::" : String.valueOf(c);
      add(Token.Kind.SIGN, sign, at, at + sign.length());
    }
  }

  private void add(Token.Kind kind, String text, int from, int to) {
    tokens.add(
        kind == Token.Kind.NAME ? Token.name(text, from, to) : new Token(kind, text, from, to));
    at = to;
  }

  private void name() {
    int end = at;
    while (end < sql.length() && isNamePart(sql.charAt(end))) {
      end++;
    }
    boolean quoteFollows = end == at + 1 && end < sql.length() && sql.charAt(end) == '\'';
    if (quoteFollows && "eEbBxXnN".indexOf(sql.charAt(at)) >= 0) {
      quoted(Token.Kind.TEXT, at, end, '\'', "eE".indexOf(sql.charAt(at)) >= 0);
    } else {
      add(Token.Kind.NAME, sql.substring(at, end), at, end);
    }
  }

  private void quoted(Token.Kind kind, int from, int quoteAt, char quote, boolean escapes) {
    StringBuilder text = new StringBuilder();
    int i = quoteAt + 1;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (c == quote && i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
        text.append(quote);
        i += 2;
      } else if (c == quote) {
        add(kind, text.toString(), from, i + 1);
        return;
      } else if (escapes && c == '\\' && i + 1 < sql.length()) {
        text.append(sql.charAt(i + 1));
        i += 2;
      } else {
        text.append(c);
        i++;
      }
    }
    throw new UnreadableException("a quote is not closed");
  }

  private void dollar() {
    int end = sql.indexOf('$', at + 1);
    String tag = end < 0 ? "" : sql.substring(at, end + 1);
    int close = end < 0 ? -1 : sql.indexOf(tag, end + 1);
    if (close < 0) {
      throw new UnreadableException("a text in dollar quotes is not closed");
    }
    add(Token.Kind.TEXT, sql.substring(end + 1, close), at, close + tag.length());
  }

  private void number() {
    int end = at;
    while (end < sql.length() && (isNamePart(sql.charAt(end)) || sql.charAt(end) == '.')) {
      end++;
    }
    add(Token.Kind.NUMBER, sql.substring(at, end), at, end);
  }

  private void operator() {
    int end = at;
    boolean free = false;
    while (end < sql.length() && OPERATOR_SIGNS.indexOf(sql.charAt(end)) >= 0) {
      free |= FREE_SIGNS.indexOf(sql.charAt(end)) >= 0;
      end++;
    }
    while (end > at + 1 && !free && "+-".indexOf(sql.charAt(end - 1)) >= 0) {
      end--;
    }
    add(Token.Kind.OPERATOR, sql.substring(at, end), at, end);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 128;
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c) || c == '$';
  }
}
