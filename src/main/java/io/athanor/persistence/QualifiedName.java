package io.athanor.persistence;

/**
 * The name of a table or index.
 *
 * @param schema null where none is written
 */
public record QualifiedName(String schema, String name) {

  /** As SQL writes it, safe for any characters. */
  public String quoted() {
    return schema == null ? quoted(name) : quoted(schema) + "." + quoted(name);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
