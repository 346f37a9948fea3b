package io.athanor.persistence;

import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a statement found that looks for one thing. */
final class Found {

  private Found() {}

  /** The experiments of rows that name them. */
  static List<UUID> experiments(RowSet<Row> rows) {
    List<UUID> ids = new ArrayList<>(rows.size());
    rows.forEach(row -> ids.add(row.getUUID("experiment_id")));
    return ids;
  }

  /** The first row's value, or the refusal where there is none. */
  static <T> Future<T> one(
      RowSet<Row> rows, Function<Row, T> value, Supplier<RefusedException> none) {
    return rows.size() == 0
        ? Future.failedFuture(none.get())
        : Future.succeededFuture(value.apply(rows.iterator().next()));
  }
}
