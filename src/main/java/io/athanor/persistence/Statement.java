package io.athanor.persistence;

/**
 * One SQL statement under its stable name. The name is also the only comment in the SQL, so that
 * the server's own statistics show it and prepared statements stay cached.
 *
 * @param name {@code aggregate.verb}
 * @param sql with parameters {@code $1…}
 */
record Statement(String name, String sql) {

  /** The text that is sent. */
  String text() {
    return "/* " + name + " */ " + sql;
  }
}
