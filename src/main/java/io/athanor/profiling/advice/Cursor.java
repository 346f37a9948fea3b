package io.athanor.profiling.advice;

import java.util.BitSet;
import java.util.List;
import java.util.Set;

/** A place among the tokens of an expression. */
final class Cursor {

  private static final Set<String> LONG_TYPES = Set.of("timestamp", "time");

  private final String sql;
  private final List<Token> tokens;

  /** Names of tables before columns. */
  private final BitSet qualifiers = new BitSet();

  private int at;

  Cursor(String sql) {
    this.sql = sql;
    this.tokens = Tokens.of(sql);
  }

  int place() {
    return at;
  }

  void back(int place) {
    at = place;
  }

  boolean atEnd() {
    return at >= tokens.size();
  }

  /** The token so many places on; one that is nothing after the last. */
  Token peek(int ahead) {
    int place = at + ahead;
    return place < tokens.size()
        ? tokens.get(place)
        : new Token(Token.Kind.SIGN, "", sql.length(), sql.length());
  }

  Token peek() {
    return peek(0);
  }

  Token next() {
    Token token = peek();
    if (atEnd()) {
      throw new UnreadableException("it ends too early");
    }
    at++;
    return token;
  }

  boolean take(String word) {
    boolean there = peek().is(word);
    at += there ? 1 : 0;
    return there;
  }

  boolean takeSign(String sign) {
    boolean there = peek().isSign(sign);
    at += there ? 1 : 0;
    return there;
  }

  void expectSign(String sign) {
    if (!takeSign(sign)) {
      throw new UnreadableException("no " + sign + " before \"" + peek().text() + "\"");
    }
  }

  void expect(String word) {
    if (!take(word)) {
      throw new UnreadableException("no " + word + " before \"" + peek().text() + "\"");
    }
  }

  /** The tokens from a place to here belong to the name of a table. */
  void qualifier(int from) {
    qualifiers.set(from, at);
  }

  /** Goes on after the bracket that closes the next one. */
  void skipBrackets() {
    int depth = 0;
    do {
      Token token = next();
      if (token.isSign("(") || token.isSign("[")) {
        depth++;
      } else if (token.isSign(")") || token.isSign("]")) {
        depth--;
      }
    } while (depth > 0);
  }

  /** What stands from a place to here, without the names of tables. */
  String text(int from) {
    StringBuilder text = new StringBuilder();
    boolean gap = false;
    for (int i = from; i < at; i++) {
      gap |= i > from && tokens.get(i - 1).to() < start(i);
      if (!qualifiers.get(i)) {
        text.append(gap ? " " : "").append(sql, start(i), tokens.get(i).to());
        gap = false;
      }
    }
    return text.toString();
  }

  private int start(int place) {
    return tokens.get(place).from();
  }

  /** The columns that are named from a place to here. */
  List<Token> between(int from) {
    return tokens.subList(from, at);
  }

  /** Reads a type, with what belongs to it. */
  String type() {
    int from = at;
    if (!next().isName()) {
      throw new UnreadableException("no type");
    }
    while (takeSign(".")) {
      next();
    }
    Token name = tokens.get(at - 1);
    String type = name.kind() == Token.Kind.QUOTED ? "\"" + name.text() + "\"" : name.text();
    if (at == from + 1 && take("varying")) {
      type += " varying";
    } else if (type.equals("double") && take("precision")) {
      type += " precision";
    }
    if (peek().isSign("(") && peek(1).kind() == Token.Kind.NUMBER) {
      skipBrackets();
    }
    boolean zoned = LONG_TYPES.contains(type) && (peek().is("with") || peek().is("without"));
    if (zoned && peek(1).is("time")) {
      type += " " + next().text() + " time zone";
      at += 2;
    }
    while (peek().isSign("[")) {
      skipBrackets();
      type += "[]";
    }
    return type;
  }
}
