package io.athanor.persistence;

/**
 * What makes two texts the same statement: words, whatever their case, the blanks and comments
 * between them, and the values in them.
 *
 * @param id 16 hexadecimal digits, the same on every node and in every version
 * @param text in one line, without comments and values; parameters stay
 */
record Fingerprint(String id, String text) {

  static Fingerprint of(String sql) {
    return new SqlLexer(sql).read();
  }
}
