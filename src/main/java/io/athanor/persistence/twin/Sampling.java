package io.athanor.persistence.twin;

import io.athanor.persistence.twin.CopySource.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which part of the pages of tables comes into a copy. */
public final class Sampling {

  private final long largest;
  private final long most;

  private Sampling(long largest, long most) {
    this.largest = largest;
    this.most = most;
  }

  /**
   * The same part of all tables, so that they are to each other as they were.
   *
   * @param most bytes with indexes of all of them
   */
  public static Sampling alike(long most) {
    return new Sampling(Long.MAX_VALUE, most);
  }

  /**
   * The whole of small tables and a part of large ones, which is the same whatever else is copied.
   *
   * @param largest bytes with indexes of a table
   * @param most bytes of all of them; if they have more, less of each
   */
  public static Sampling upTo(long largest, long most) {
    return new Sampling(largest, most);
  }

  /** The part of each table, above 0 to 1, by their names. */
  Map<String, Double> parts(List<Source> tables) {
    double whole = tables.stream().mapToDouble(this::bytes).sum();
    double all = whole <= most ? 1 : most / whole;
    Map<String, Double> parts = new HashMap<>();
    for (Source table : tables) {
      double one = table.bytes() == 0 ? 1 : bytes(table) / table.bytes();
      parts.put(table.name(), all * one);
    }
    return parts;
  }

  private double bytes(Source table) {
    return Math.min(largest, table.bytes());
  }
}
