package io.athanor.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words of a text of SQL as the server's own scanner sees them with {@code
 * standard_conforming_strings}: comments are gone, and what is within quotes is no word.
 */
final class SqlWords {

  /** What a word is. */
  enum Kind {
    /** A key word or a name, in lower case. */
    NAME,
    /** A name in double quotes, as it was written. */
    QUOTED,
    TEXT,
    /** A text with escapes. */
    ESCAPED,
    NUMBER,
    PARAMETER,
    SIGN
  }

  /**
   * A word.
   *
   * @param end where the text goes on after it
   */
  record Word(Kind kind, String text, int end) {
    boolean is(String name) {
      return kind == Kind.NAME && text.equals(name);
    }

    boolean isIn(Set<String> names) {
      return kind == Kind.NAME && names.contains(text);
    }

    boolean isSign(String sign) {
      return kind == Kind.SIGN && text.equals(sign);
    }
  }

  private final String sql;
  private final List<Word> words = new ArrayList<>();
  private int at;

  private SqlWords(String sql) {
    this.sql = sql;
  }

  /**
   * All words in their order.
   *
   * @throws IllegalArgumentException when something is not ended, or written in a way that is not
   *     understood here
   */
  static List<Word> of(String sql) {
    SqlWords reader = new SqlWords(sql);
    while (reader.skipBlank()) {
      reader.word();
    }
    return List.copyOf(reader.words);
  }

  private void word() {
    char c = sql.charAt(at);
    if (c == '\'') {
      quoted(Kind.TEXT, '\'', false);
    } else if (c == '"') {
      quoted(Kind.QUOTED, '"', false);
    } else if (c == '$') {
      dollar();
    } else if (beginsName(c)) {
      name();
    } else if (isDigit(c) || (c == '.' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1)))) {
      number();
    } else {
      add(Kind.SIGN, String.valueOf(c), at + 1);
    }
  }

  private void add(Kind kind, String text, int end) {
    boolean continues =
        kind == Kind.TEXT && !words.isEmpty() && words.get(words.size() - 1).kind() == Kind.ESCAPED;
    if (continues) {
      throw new IllegalArgumentException("a text with escapes goes on after a line end");
    }
    words.add(new Word(kind, text, end));
    at = end;
  }

  private void name() {
    int end = at;
    while (end < sql.length() && continuesName(sql.charAt(end))) {
      end++;
    }
    String text = sql.substring(at, end).toLowerCase(Locale.ROOT);
    if (text.equals("u") && sql.startsWith("&", end) && end + 1 < sql.length()) {
      char quote = sql.charAt(end + 1);
      if (quote == '"' || quote == '\'') {
        throw new IllegalArgumentException(
            "names and texts with Unicode escapes (U&) are not read");
      }
    }
    if (text.equals("e") && sql.startsWith("'", end)) {
      at = end;
      quoted(Kind.ESCAPED, '\'', true);
      return;
    }
    add(Kind.NAME, text, end);
  }

  private void quoted(Kind kind, char quote, boolean escapes) {
    StringBuilder text = new StringBuilder();
    int i = at + 1;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (c == quote && sql.startsWith(String.valueOf(quote), i + 1)) {
        text.append(quote);
        i += 2;
      } else if (c == quote) {
        add(kind, text.toString(), i + 1);
        return;
      } else {
        int step = escapes && c == '\\' ? 2 : 1;
        text.append(c);
        i += step;
      }
    }
    throw new IllegalArgumentException("a quote is not closed");
  }

  private void dollar() {
    int end = at + 1;
    while (end < sql.length() && isDigit(sql.charAt(end))) {
      end++;
    }
    if (end > at + 1) {
      add(Kind.PARAMETER, sql.substring(at, end), end);
      return;
    }
    while (end < sql.length() && sql.charAt(end) != '$' && continuesName(sql.charAt(end))) {
      end++;
    }
    if (!sql.startsWith("$", end)) {
      add(Kind.SIGN, "$", at + 1);
      return;
    }
    String tag = sql.substring(at, end + 1);
    int close = sql.indexOf(tag, end + 1);
    if (close < 0) {
      throw new IllegalArgumentException("a text in dollar quotes is not closed");
    }
    add(Kind.TEXT, sql.substring(end + 1, close), close + tag.length());
  }

  private void number() {
    int end = at;
    while (end < sql.length()
        && (continuesName(sql.charAt(end)) || sql.charAt(end) == '.')
        && sql.charAt(end) != '$') {
      end++;
    }
    add(Kind.NUMBER, sql.substring(at, end), end);
  }

  private boolean skipBlank() {
    while (at < sql.length()) {
      if (" \t\n\r\f\u000b".indexOf(sql.charAt(at)) >= 0) {
        at++;
      } else if (sql.startsWith("--", at)) {
        while (at < sql.length() && "\n\r".indexOf(sql.charAt(at)) < 0) {
          at++;
        }
      } else if (sql.startsWith("/*", at)) {
        skipComment();
      } else {
        return true;
      }
    }
    return false;
  }

  private void skipComment() {
    int depth = 0;
    do {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0 && at < sql.length());
    if (depth > 0) {
      throw new IllegalArgumentException("a comment is not closed");
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean beginsName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 128;
  }

  private static boolean continuesName(char c) {
    return beginsName(c) || isDigit(c) || c == '$';
  }
}
