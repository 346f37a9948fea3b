package io.athanor.persistence;

import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a statement found that looks for one thing. */
final class Found {

  private Found() {}

  /** The first row's value, or the refusal where there is none. */
  static <T> Future<T> one(
      RowSet<Row> rows, Function<Row, T> value, Supplier<RefusedException> none) {
    return rows.size() == 0
        ? Future.failedFuture(none.get())
        : Future.succeededFuture(value.apply(rows.iterator().next()));
  }
}
