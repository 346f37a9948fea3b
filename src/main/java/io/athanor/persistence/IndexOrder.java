package io.athanor.persistence;

import io.athanor.contract.Advice.Kind;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.persistence.SqlWords.Word;
import java.util.List;

/**
 * The one statement that a recommendation consists of, read strictly: what is not exactly CREATE or
 * DROP INDEX CONCURRENTLY of the index that it names is no such statement.
 *
 * @param sql without the semicolon at its end
 * @param schema of the index
 * @param table with its schema, as SQL writes both; null for a drop
 */
record IndexOrder(Kind kind, String sql, String schema, String name, String table) {

  private static final String USUAL_SCHEMA = "public";

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when it is something else
   */
  static IndexOrder of(Recommendation recommendation) {
    String sql = recommendation.apply().strip();
    while (sql.endsWith(";")) {
      sql = sql.substring(0, sql.length() - 1).strip();
    }
    Reader reader = new Reader(SqlWords.of(sql));
    if (reader.words.stream().anyMatch(word -> word.isSign(";"))) {
      throw new IllegalArgumentException("It has several statements.");
    }
    IndexOrder order = recommendation.kind() == Kind.CREATE ? reader.create(sql) : reader.drop(sql);
    if (!order.name().equals(recommendation.index())) {
      throw new IllegalArgumentException("It is about another index than it says.");
    }
    return order;
  }

  /** The name of the index with its schema, as SQL writes it. */
  String index() {
    return quoted(schema) + "." + quoted(name);
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A definition as the server tells it, so that nobody has to wait while it is executed. */
  static String concurrently(String definition) {
    return definition.replaceFirst("(?i)^(CREATE (?:UNIQUE )?INDEX)\\b", "$1 CONCURRENTLY");
  }

  /** Reads word after word. */
  private static final class Reader {
    private final List<Word> words;
    private int at;

    Reader(List<Word> words) {
      this.words = words;
    }

    IndexOrder create(String sql) {
      need("create");
      skip("unique");
      need("index");
      need("concurrently");
      String name = name();
      need("on");
      String schema = USUAL_SCHEMA;
      String table = name();
      if (at < words.size() && words.get(at).isSign(".")) {
        at++;
        schema = table;
        table = name();
      }
      return new IndexOrder(Kind.CREATE, sql, schema, name, quoted(schema) + "." + quoted(table));
    }

    IndexOrder drop(String sql) {
      need("drop");
      need("index");
      need("concurrently");
      if (skip("if")) {
        need("exists");
      }
      String schema = USUAL_SCHEMA;
      String name = name();
      if (at < words.size() && words.get(at).isSign(".")) {
        at++;
        schema = name;
        name = name();
      }
      if (at < words.size()) {
        throw wrong();
      }
      return new IndexOrder(Kind.DROP, sql, schema, name, null);
    }

    private void need(String word) {
      if (!skip(word)) {
        throw wrong();
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
      boolean name =
          word != null
              && (word.kind() == SqlWords.Kind.NAME || word.kind() == SqlWords.Kind.QUOTED);
      if (!name || word.is("on")) {
        throw wrong();
      }
      at++;
      return word.text();
    }

    private static IllegalArgumentException wrong() {
      return new IllegalArgumentException(
          "It is not one CREATE INDEX CONCURRENTLY or DROP INDEX CONCURRENTLY.");
    }
  }
}
