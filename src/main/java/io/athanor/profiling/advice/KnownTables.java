package io.athanor.profiling.advice;

import io.athanor.contract.WhatIf.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the database when candidates are looked for.
 *
 * @param tables that statements may read
 * @param parents the partitioned table of each partition, both as {@code schema.table}
 * @param extensions that are installed
 */
public record KnownTables(List<Table> tables, Map<String, String> parents, Set<String> extensions) {

  /** Whoever has fewer rows and fewer bytes is read from end to end anyway. */
  private static final double FEWEST_ROWS = 1_000;

  private static final long FEWEST_BYTES = 30 * 8_192;

  /** Copies the collections. */
  public KnownTables {
    tables = List.copyOf(tables);
    parents = Map.copyOf(parents);
    extensions = Set.copyOf(extensions);
  }

  /** The tables alone, without partitions and extensions. */
  public static KnownTables of(List<Table> tables) {
    return new KnownTables(tables, Map.of(), Set.of());
  }

  /** A table, or the partitioned one to which it belongs. */
  Optional<Table> find(String schema, String name) {
    String full = schema + "." + name;
    Map<String, String> above = new HashMap<>(parents);
    while (above.containsKey(full)) {
      full = above.remove(full);
    }
    String wanted = full;
    return tables.stream()
        .filter(table -> wanted.equals(table.schema() + "." + table.name()))
        .findFirst();
  }

  boolean isPartition(String schema, String name) {
    return parents.containsKey(schema + "." + name);
  }

  /** The table that a statement names without a schema; none when it could be several. */
  Optional<Table> named(String name) {
    List<Table> found = tables.stream().filter(table -> table.name().equals(name)).toList();
    return found.size() == 1
        ? found.stream().findFirst()
        : found.stream().filter(table -> table.schema().equals("public")).findFirst();
  }

  boolean has(String extension) {
    return extensions.contains(extension);
  }

  static boolean isSmall(Table table) {
    return table.rows() < FEWEST_ROWS && table.bytes() < FEWEST_BYTES;
  }
}
