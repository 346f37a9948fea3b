package io.athanor.profiling.advice;

import io.athanor.contract.WhatIf.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sf.jsqlparser.statement.ParenthesedStatement;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.delete.ParenthesedDelete;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.insert.ParenthesedInsert;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.LateralSubSelect;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.WithItem;
import net.sf.jsqlparser.statement.update.ParenthesedUpdate;
import net.sf.jsqlparser.statement.update.Update;

/** Reads from a parsed statement what it does with each table. */
final class SqlUses {

  private final KnownTables known;
  private final UseCollector collector;
  private final List<TableUse> found = new ArrayList<>();

  private SqlUses(KnownTables known, UseCollector collector) {
    this.known = known;
    this.collector = collector;
  }

  /** The uses of tables that are known. */
  static List<TableUse> of(Statement statement, KnownTables known, UseCollector collector) {
    SqlUses reader = new SqlUses(known, collector);
    reader.statement(statement, null, Set.of());
    return reader.found;
  }

  /**
   * Reads a statement.
   *
   * @param outer whose tables it can name, or null
   * @param common names that stand for queries
   */
  private void statement(Statement statement, SqlScope outer, Set<String> common) {
    if (statement instanceof ParenthesedUpdate inner) {
      statement(inner.getUpdate(), outer, common);
    } else if (statement instanceof ParenthesedDelete inner) {
      statement(inner.getDelete(), outer, common);
    } else if (statement instanceof ParenthesedInsert inner) {
      statement(inner.getInsert(), outer, common);
    } else if (statement instanceof Select select) {
      select(select, outer, common);
    } else if (statement instanceof Update update) {
      update(update, outer, with(update.getWithItemsList(), common));
    } else if (statement instanceof Delete delete) {
      delete(delete, outer, with(delete.getWithItemsList(), common));
    } else if (statement instanceof Insert insert && insert.getSelect() != null) {
      select(insert.getSelect(), outer, with(insert.getWithItemsList(), common));
    }
  }

  /** Reads a query, for example one within a condition. */
  void select(Select select, SqlScope outer, Set<String> common) {
    Set<String> names = with(select.getWithItemsList(), common);
    if (select instanceof ParenthesedSelect inner) {
      select(inner.getSelect(), outer, names);
    } else if (select instanceof SetOperationList list) {
      list.getSelects().forEach(one -> select(one, outer, names));
    } else if (select instanceof PlainSelect plain) {
      SqlScope scope = new SqlScope(outer, names);
      SqlClauses clauses = new SqlClauses(this, scope, collector);
      from(plain.getFromItem(), scope, clauses);
      joins(plain.getJoins(), scope, clauses);
      clauses.query(plain);
      found.addAll(scope.uses());
    }
  }

  /** Reads the queries of WITH, and adds their names. */
  private Set<String> with(List<? extends WithItem<?>> items, Set<String> common) {
    Set<String> names = new HashSet<>(common);
    for (WithItem<?> item : items == null ? List.<WithItem<?>>of() : items) {
      String name = folded(item.getAlias().getName());
      if (item.isRecursive()) {
        names.add(name);
      }
      ParenthesedStatement inner = item.getParenthesedStatement();
      if (inner != null) {
        statement(inner, null, names);
      }
      names.add(name);
    }
    return names;
  }

  private void update(Update update, SqlScope outer, Set<String> common) {
    SqlScope scope = new SqlScope(outer, common);
    SqlClauses clauses = new SqlClauses(this, scope, collector);
    from(update.getTable(), scope, clauses);
    scope.uses().forEach(TableUse::useWhole);
    from(update.getFromItem(), scope, clauses);
    joins(update.getStartJoins(), scope, clauses);
    joins(update.getJoins(), scope, clauses);
    update.getUpdateSets().forEach(set -> set.getValues().forEach(clauses::value));
    clauses.condition(update.getWhere());
    clauses.joined();
    found.addAll(scope.uses());
  }

  private void delete(Delete delete, SqlScope outer, Set<String> common) {
    SqlScope scope = new SqlScope(outer, common);
    SqlClauses clauses = new SqlClauses(this, scope, collector);
    from(delete.getTable(), scope, clauses);
    scope.uses().forEach(TableUse::useWhole);
    List<FromItem> using = delete.getUsingFromItemList();
    if (using != null) {
      using.forEach(item -> from(item, scope, clauses));
    }
    joins(delete.getJoins(), scope, clauses);
    clauses.condition(delete.getWhere());
    clauses.joined();
    found.addAll(scope.uses());
  }

  private void joins(List<Join> joins, SqlScope scope, SqlClauses clauses) {
    for (Join join : joins == null ? List.<Join>of() : joins) {
      from(join.getFromItem(), scope, clauses);
      clauses.join(join);
    }
  }

  private void from(FromItem item, SqlScope scope, SqlClauses clauses) {
    if (item == null) {
      return;
    }
    String alias = item.getAlias() == null ? null : folded(item.getAlias().getName());
    if (item instanceof net.sf.jsqlparser.schema.Table table) {
      table(table, alias, scope);
    } else if (item instanceof ParenthesedFromItem inner) {
      from(inner.getFromItem(), scope, clauses);
      joins(inner.getJoins(), scope, clauses);
    } else {
      if (item instanceof ParenthesedSelect inner) {
        boolean lateral = item instanceof LateralSubSelect;
        select(inner, lateral ? scope : null, scope.commonTables());
      }
      scope.addOther(alias);
    }
  }

  private void table(net.sf.jsqlparser.schema.Table named, String alias, SqlScope scope) {
    String name = folded(named.getName());
    String schema = named.getSchemaName() == null ? null : folded(named.getSchemaName());
    boolean common = schema == null && scope.commonTables().contains(name);
    Optional<Table> table = schema == null ? known.named(name) : known.find(schema, name);
    String called = alias == null ? name : alias;
    if (common || table.isEmpty()) {
      scope.addOther(called);
    } else {
      scope.add(called, table.get());
    }
  }

  /** A name as the server knows it. */
  static String folded(String written) {
    Token token = Tokens.of(written).get(0);
    return token.text();
  }
}
