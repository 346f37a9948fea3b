package io.athanor.profiling.advice;

import io.athanor.contract.WhatIf.Column;
import io.athanor.contract.WhatIf.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a statement does with one table in one place. */
final class TableUse {

  /**
   * An order in which rows are wanted.
   *
   * @param limited whether only the first of them are
   */
  record Order(List<SortKey> keys, boolean limited) {
    Order {
      keys = List.copyOf(keys);
    }
  }

  private final Table table;
  private final List<Condition> conditions = new ArrayList<>();
  private final Set<Order> orders = new LinkedHashSet<>();
  private final Set<List<SortKey>> groups = new LinkedHashSet<>();
  private final Set<String> used = new LinkedHashSet<>();
  private boolean whole;

  TableUse(Table table) {
    this.table = table;
  }

  Table table() {
    return table;
  }

  List<Condition> conditions() {
    return conditions;
  }

  Set<Order> orders() {
    return orders;
  }

  Set<List<SortKey>> groups() {
    return groups;
  }

  void add(Condition condition) {
    boolean known =
        conditions.stream().anyMatch(one -> one.whole().text().equals(condition.whole().text()));
    if (!known) {
      conditions.add(condition);
    }
    condition.subject().columns().forEach(this::use);
  }

  void order(List<SortKey> keys, boolean limited) {
    orders.add(new Order(keys, limited));
    keys.forEach(key -> key.what().columns().forEach(this::use));
  }

  void group(List<SortKey> keys) {
    groups.add(List.copyOf(keys));
    keys.forEach(key -> key.what().columns().forEach(this::use));
  }

  /** A column is needed; one that the table does not have belongs to another, or to the server. */
  void use(Expression column) {
    used.add(column.name());
  }

  /** More than columns is needed, as of a row that is changed or locked. */
  void useWhole() {
    whole = true;
  }

  /** The columns that are needed; empty when it is the whole row. */
  Optional<Set<String>> used() {
    return whole ? Optional.empty() : Optional.of(used);
  }

  Optional<Column> column(String name) {
    return table.columns().stream().filter(one -> one.name().equals(name)).findFirst();
  }
}
