package io.athanor.persistence;

import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Json;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.function.Function;

/** Rows as a page: one more than its limit is read, to know whether there is a next one. */
final class Pages {

  private Pages() {}

  /**
   * The page of these rows.
   *
   * @param body of an item, or null where the page ends early
   * @param cursor of the page that ends with a row
   */
  static Page of(
      RowSet<Row> rows, int limit, Function<Row, String> body, Function<Row, String> cursor) {
    StringBuilder items = new StringBuilder("[");
    int taken = 0;
    Row last = null;
    String next = null;
    for (Row row : rows) {
      String item = taken == limit ? null : body.apply(row);
      if (item == null) {
        next = cursor.apply(last);
        break;
      }
      items.append(taken++ == 0 ? "" : ",").append(item);
      last = row;
    }
    return new Page(new Json(items.append(']').toString()), next);
  }
}
