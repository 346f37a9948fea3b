package io.athanor.persistence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What must hold of the experiments in a database whatever has happened to it: each query finds
 * what breaks its invariant.
 */
public final class InvariantQueries {

  private InvariantQueries() {}

  /** The invariants by their name, in the order in which they are to be read. */
  public static Map<String, String> all() {
    Map<String, String> queries = new LinkedHashMap<>();
    for (String part : resource().split("-- invariant: ", -1)) {
      int end = part.indexOf('\n');
      String sql = part.substring(end + 1).strip();
      if (sql.startsWith("select")) {
        queries.put(part.substring(0, end), sql.substring(0, sql.length() - 1));
      }
    }
    return queries;
  }

  private static String resource() {
    try (InputStream in = InvariantQueries.class.getResourceAsStream("/invariants.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
