package io.athanor.profiling.advice;

import io.athanor.contract.WhatIf.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.statement.ParenthesedStatement;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.delete.ParenthesedDelete;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.insert.ParenthesedInsert;
import net.sf.jsqlparser.statement.merge.Merge;
import net.sf.jsqlparser.statement.merge.MergeUpdate;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.WithItem;
import net.sf.jsqlparser.statement.update.ParenthesedUpdate;
import net.sf.jsqlparser.statement.update.Update;
import net.sf.jsqlparser.statement.update.UpdateSet;

/**
 * Which columns a statement updates, by its text, also in WITH and ON CONFLICT. Of a statement that
 * cannot be parsed none are known; then an index on them looks cheaper than it is.
 */
public final class UpdatedColumns {

  private static final Pattern UPDATES = Pattern.compile("(?i)\\bupdate\\b");

  private final KnownTables known;
  private final Set<String> found = new HashSet<>();

  private UpdatedColumns(KnownTables known) {
    this.known = known;
  }

  /**
   * As {@code schema.table.column}; it waits for the parser, so it is nothing for an event loop.
   */
  public static Set<String> of(String sql, KnownTables known) {
    UpdatedColumns reader = new UpdatedColumns(known);
    if (UPDATES.matcher(sql).find()) {
      try {
        reader.statement(SqlCandidates.parsed(sql, SqlCandidates.LIMIT));
      } catch (JSQLParserException | RuntimeException e) {
        return Set.of();
      }
    }
    return reader.found;
  }

  private void statement(Statement statement) {
    if (statement instanceof ParenthesedUpdate inner) {
      statement(inner.getUpdate());
    } else if (statement instanceof ParenthesedInsert inner) {
      statement(inner.getInsert());
    } else if (statement instanceof ParenthesedDelete inner) {
      statement(inner.getDelete());
    } else if (statement instanceof ParenthesedSelect inner) {
      with(inner.getWithItemsList());
      statement(inner.getSelect());
    } else if (statement instanceof Select select) {
      with(select.getWithItemsList());
    } else if (statement instanceof Delete delete) {
      with(delete.getWithItemsList());
    } else if (statement instanceof Update update) {
      with(update.getWithItemsList());
      columns(update.getTable(), update.getUpdateSets());
    } else if (statement instanceof Insert insert) {
      with(insert.getWithItemsList());
      if (insert.getConflictAction() != null) {
        columns(insert.getTable(), insert.getConflictAction().getUpdateSets());
      }
    } else if (statement instanceof Merge merge) {
      with(merge.getWithItemsList());
      merge.getOperations().stream()
          .filter(MergeUpdate.class::isInstance)
          .forEach(one -> columns(merge.getTable(), ((MergeUpdate) one).getUpdateSets()));
    }
  }

  private void with(List<WithItem<?>> items) {
    for (WithItem<?> item : items == null ? List.<WithItem<?>>of() : items) {
      ParenthesedStatement inner = item.getParenthesedStatement();
      if (inner != null) {
        statement(inner);
      }
    }
  }

  private void columns(net.sf.jsqlparser.schema.Table named, List<UpdateSet> sets) {
    String name = SqlUses.folded(named.getName());
    Optional<Table> table =
        named.getSchemaName() == null
            ? known.named(name)
            : known.find(SqlUses.folded(named.getSchemaName()), name);
    if (table.isEmpty() || sets == null) {
      return;
    }
    String whole = table.get().schema() + "." + table.get().name() + ".";
    for (UpdateSet set : sets) {
      set.getColumns().forEach(one -> found.add(whole + SqlUses.folded(one.getColumnName())));
    }
  }
}
