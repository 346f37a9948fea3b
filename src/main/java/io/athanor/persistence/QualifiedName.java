package io.athanor.persistence;

/**
 * The name of a table or index.
 *
 * @param schema null where none is written
 */
record QualifiedName(String schema, String name) {

  /** As SQL writes it, safe for any characters. */
  String quoted() {
    return schema == null ? quoted(name) : quoted(schema) + "." + quoted(name);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
