package io.athanor.persistence;

/**
 * One SQL statement under its stable name. The name is also the only comment in the SQL, so that
 * the server's own statistics show it and prepared statements stay cached.
 *
 * @param name {@code aggregate.verb}
 * @param sql with parameters {@code $1…}
 */
record Statement(String name, String sql) {

  /** Puts the name in front, once: the cache of prepared statements looks up the text. */
  Statement {
    sql = "/* " + name + " */ " + sql;
  }

  /** The text that is sent. */
  String text() {
    return sql;
  }
}
