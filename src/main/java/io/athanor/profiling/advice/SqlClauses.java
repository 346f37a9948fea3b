package io.athanor.profiling.advice;

import io.athanor.profiling.advice.Expression.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.sf.jsqlparser.expression.ExpressionVisitorAdapter;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;

/** Reads the clauses of one query or change, in the scope of its tables. */
final class SqlClauses {

  private final SqlUses queries;
  private final SqlScope scope;
  private final UseCollector collector;
  private final List<Join> joins = new ArrayList<>();
  private boolean distinct;

  SqlClauses(SqlUses queries, SqlScope scope, UseCollector collector) {
    this.queries = queries;
    this.scope = scope;
    this.collector = collector;
  }

  /** What a join demands is read once all tables are known. */
  void join(Join join) {
    joins.add(join);
  }

  void joined() {
    for (Join join : joins) {
      if (join.getOnExpressions() != null) {
        join.getOnExpressions().forEach(this::condition);
      }
      if (join.getUsingColumns() != null) {
        join.getUsingColumns().forEach(this::using);
      }
    }
  }

  private void using(Column column) {
    String name = SqlUses.folded(column.getColumnName());
    String text = Identifiers.quoted(name);
    Expression here = new Expression(Kind.COLUMN, name, List.of(), List.of(), text);
    for (TableUse use : scope.with(name)) {
      Expression whole = Expression.operator("=", here, here);
      use.add(new Condition(Condition.Form.EQUAL, "=", here, here, whole, false));
    }
  }

  void condition(net.sf.jsqlparser.expression.Expression condition) {
    if (condition != null) {
      collector.condition(condition.toString(), scope::owner);
      nested(condition);
    }
  }

  void value(net.sf.jsqlparser.expression.Expression value) {
    if (value instanceof AllTableColumns all) {
      List<String> path = List.of(SqlUses.folded(all.getTable().getName()));
      scope
          .owner(new Expression(Kind.OPAQUE, "*", path, List.of(), "*"))
          .ifPresent(TableUse::useWhole);
    } else if (value instanceof AllColumns) {
      scope.uses().forEach(TableUse::useWhole);
    } else if (value != null) {
      collector.values(List.of(value.toString()), scope::owner);
      nested(value);
    }
  }

  /** Reads the queries within an expression, which can name the tables of this scope. */
  private void nested(net.sf.jsqlparser.expression.Expression expression) {
    ExpressionVisitorAdapter<Void> visitor =
        new ExpressionVisitorAdapter<>() {
          @Override
          public <S> Void visit(ParenthesedSelect select, S context) {
            queries.select(select, scope, scope.commonTables());
            return null;
          }

          @Override
          public <S> Void visit(Select select, S context) {
            queries.select(select, scope, scope.commonTables());
            return null;
          }
        };
    expression.accept(visitor, null);
  }

  void query(PlainSelect select) {
    List<SelectItem<?>> items =
        select.getSelectItems() == null ? List.of() : select.getSelectItems();
    items.forEach(item -> value(item.getExpression()));
    condition(select.getWhere());
    joined();
    value(select.getHaving());
    boolean grouped = select.getGroupBy() != null;
    if (grouped && select.getGroupBy().getGroupByExpressionList() != null) {
      List<String> keys = new ArrayList<>();
      for (Object key : select.getGroupBy().getGroupByExpressionList()) {
        keys.add(resolved(key.toString(), items, false));
      }
      group(keys);
    }
    if (select.getDistinct() != null && !grouped) {
      distinct(select, items);
    }
    if (select.getForMode() != null) {
      scope.uses().forEach(TableUse::useWhole);
    }
    boolean limited = select.getLimit() != null || select.getFetch() != null;
    distinct = select.getDistinct() != null;
    order(select.getOrderByElements(), items, limited && !grouped);
    if (!grouped) {
      extremes(items);
    }
  }

  private void distinct(PlainSelect select, List<SelectItem<?>> items) {
    List<SelectItem<?>> on = select.getDistinct().getOnSelectItems();
    List<SelectItem<?>> of = on == null || on.isEmpty() ? items : on;
    group(of.stream().map(item -> item.getExpression().toString()).toList());
  }

  private void group(List<String> texts) {
    List<SortKey> keys = collector.keys(texts);
    UseCollector.onlyOwner(keys, scope::owner).ifPresent(use -> use.group(keys));
  }

  private void order(List<OrderByElement> elements, List<SelectItem<?>> items, boolean limited) {
    if (elements == null) {
      return;
    }
    List<String> texts = new ArrayList<>();
    for (OrderByElement element : elements) {
      String what = resolved(element.getExpression().toString(), items, true);
      String nulls =
          element.getNullOrdering() == null
              ? ""
              : element.getNullOrdering().name().replace('_', ' ').toLowerCase(Locale.ROOT);
      texts.add(what + (element.isAsc() ? " " : " desc ") + nulls);
      nested(element.getExpression());
    }
    List<SortKey> keys = collector.keys(texts);
    UseCollector.onlyOwner(keys, scope::owner)
        .ifPresent(
            use -> {
              use.order(keys, limited);
              if (distinct) {
                use.group(keys);
              }
            });
  }

  /**
   * What a key stands for: a number for a column of the result, and a name for one that is so
   * called.
   */
  private String resolved(String key, List<SelectItem<?>> items, boolean names) {
    if (key.matches("\\d{1,4}")) {
      int place = Integer.parseInt(key) - 1;
      return place >= 0 && place < items.size() ? items.get(place).getExpression().toString() : key;
    }
    boolean column = !names && !scope.with(key.toLowerCase(Locale.ROOT)).isEmpty();
    Optional<SelectItem<?>> named =
        items.stream()
            .filter(item -> item.getAlias() != null && item.getAlias().getName().equals(key))
            .findFirst();
    return column || named.isEmpty() ? key : named.get().getExpression().toString();
  }

  /** The least and the greatest are the first in an order. */
  private void extremes(List<SelectItem<?>> items) {
    for (SelectItem<?> item : items) {
      for (Expression read : collector.readable(List.of(item.getExpression().toString()))) {
        boolean extreme = read.name().equals("min") || read.name().equals("max");
        if (extreme && read.is(Kind.CALL) && read.parts().size() == 1) {
          List<SortKey> keys = List.of(new SortKey(read.part(0), false, false));
          UseCollector.onlyOwner(keys, scope::owner).ifPresent(use -> use.order(keys, true));
        }
      }
    }
  }
}
