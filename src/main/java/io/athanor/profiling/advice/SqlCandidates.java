package io.athanor.profiling.advice;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.Statement;

/**
 * Finds the indexes that could serve a statement by its text: also what its plan does not show, as
 * an order that another index already gives, or tables that are found through others.
 */
public final class SqlCandidates {

  /**
   * Some statements take a parser of this kind time without bounds; others take milliseconds, but
   * on a busy machine much longer.
   */
  static final Duration LIMIT = Duration.ofSeconds(2);

  private static final Pattern UNEXPECTED =
      Pattern.compile("Encountered:(?: <\\w+>)?(?: / (\".{0,40}?\"))?, at line (\\d+)");

  /** Names that the server knows as names only. */
  private static final Set<String> TAKEN = Set.of("number", "statement", "unknown");

  static {
    // The first statement takes long, as classes are loaded; that is no fault of it.
    try {
      CCJSqlParserUtil.parse("SELECT a FROM b WHERE c = 1 AND d IN (2, 3) ORDER BY e LIMIT 4");
    } catch (JSQLParserException e) {
      throw new IllegalStateException("the parser of SQL does not work", e);
    }
  }

  private SqlCandidates() {}

  /**
   * The candidates of a statement; none, and the reason, when it cannot be parsed. It waits for the
   * parser, so it is nothing for an event loop.
   */
  public static Found of(String sql, KnownTables known) {
    return of(sql, known, LIMIT);
  }

  /** The same with another limit of time for the parser. */
  static Found of(String sql, KnownTables known, Duration limit) {
    Statement statement;
    try {
      statement = parsed(sql, limit);
    } catch (JSQLParserException | RuntimeException e) {
      return new Found(List.of(), List.of("not parsed: " + why(e)));
    }
    UseCollector collector = new UseCollector();
    CandidateSet found = new CandidateSet();
    for (TableUse use : SqlUses.of(statement, known, collector)) {
      Composer.compose(use, known, found);
    }
    return new Found(found.best(), collector.notRead());
  }

  /** A statement as the parser sees it. */
  static Statement parsed(String sql, Duration limit) throws JSQLParserException {
    return CCJSqlParserUtil.parse(parseable(sql), parser -> parser.withTimeOut(limit.toMillis()));
  }

  /**
   * The same statement as the parser takes it: it knows no query without columns, as EXISTS has it,
   * and no UPDATE ONLY, and takes some names for words of its own.
   */
  static String parseable(String sql) {
    List<Token> tokens;
    try {
      tokens = Tokens.of(sql);
    } catch (UnreadableException e) {
      // The parser says itself what is wrong.
      return sql;
    }
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      text.append(sql, from, token.from());
      from = token.to();
      String written = sql.substring(token.from(), token.to());
      boolean empty = token.is("select") && i + 1 < tokens.size() && tokens.get(i + 1).is("from");
      boolean only = token.is("only") && i > 0 && tokens.get(i - 1).is("update");
      text.append(token.isIn(TAKEN) ? "\"" + token.text() + "\"" : only ? "" : written);
      text.append(empty ? " 1" : "");
    }
    return text.append(sql.substring(from)).toString();
  }

  /** The parser's own message begins with the statement, which may be long and hold secrets. */
  private static String why(Exception e) {
    for (Throwable one = e; one != null; one = one.getCause()) {
      if (one instanceof TimeoutException || "Time out occurred.".equals(one.getMessage())) {
        return "it takes the parser too long";
      }
      Matcher unexpected = UNEXPECTED.matcher(String.valueOf(one.getMessage()));
      if (unexpected.find()) {
        String word = unexpected.group(1) == null ? "text" : unexpected.group(1);
        return "unexpected " + word + " in line " + unexpected.group(2);
      }
    }
    return "it is no statement that the parser knows";
  }
}
