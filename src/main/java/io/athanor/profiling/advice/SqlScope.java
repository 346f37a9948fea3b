package io.athanor.profiling.advice;

import io.athanor.contract.WhatIf.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tables whose columns a part of a statement can name. */
final class SqlScope {

  private final SqlScope outer;
  private final Set<String> commonTables;
  private final Map<String, TableUse> uses = new LinkedHashMap<>();
  private boolean others;

  /**
   * A scope without tables.
   *
   * @param outer in which it stands, or null
   * @param commonTables names that WITH gives to queries
   */
  SqlScope(SqlScope outer, Set<String> commonTables) {
    this.outer = outer;
    this.commonTables = Set.copyOf(commonTables);
  }

  Set<String> commonTables() {
    return commonTables;
  }

  void add(String alias, Table table) {
    uses.put(alias, new TableUse(table));
  }

  /** There is something of which the columns are not known. */
  void addOther(String alias) {
    others = true;
    if (alias != null) {
      uses.put(alias, null);
    }
  }

  List<TableUse> uses() {
    return uses.values().stream().filter(use -> use != null).toList();
  }

  /** The table whose column this is; none when that is not certain. */
  Optional<TableUse> owner(Expression column) {
    return column.path().isEmpty() ? byName(column.name()) : byAlias(column.path());
  }

  private Optional<TableUse> byAlias(List<String> path) {
    String alias = path.get(path.size() - 1);
    if (!uses.containsKey(alias)) {
      return outer == null ? Optional.empty() : outer.byAlias(path);
    }
    TableUse use = uses.get(alias);
    boolean other = use == null || (path.size() > 1 && !path.get(0).equals(use.table().schema()));
    return other ? Optional.empty() : Optional.of(use);
  }

  private Optional<TableUse> byName(String name) {
    List<TableUse> found = with(name);
    if (found.size() == 1) {
      return Optional.of(found.get(0));
    }
    // Nobody knows whether what is not known has such a column.
    boolean uncertain = !found.isEmpty() || others || outer == null;
    return uncertain ? Optional.empty() : outer.byName(name);
  }

  /** The tables of this scope alone that have a column. */
  List<TableUse> with(String name) {
    List<TableUse> found = new ArrayList<>();
    for (TableUse use : uses()) {
      if (use.column(name).isPresent()) {
        found.add(use);
      }
    }
    return found;
  }
}
