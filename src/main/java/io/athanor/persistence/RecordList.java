package io.athanor.persistence;

import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Json;
import io.athanor.contract.Research.ListPage;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/**
 * Pages of records. A page ends early where it becomes too long for one message: it has a cursor
 * then, and the next page goes on there.
 */
final class RecordList {

  private final Database database;

  RecordList(Database database) {
    this.database = database;
  }

  Future<Page> list(ListPage page) {
    String search = page.filters().get("search");
    if (search == null) {
      return list(page, false);
    }
    RecordTable table = RecordTables.of(page.kind());
    return database
        .run(RecordQuery.probe(table), Tuple.of(search))
        .compose(rows -> list(page, rows.iterator().next().getBoolean("frequent")));
  }

  private Future<Page> list(ListPage page, boolean frequent) {
    RecordQuery query = RecordQuery.of(page, frequent);
    return database
        .run(query.statement(), query.parameters())
        .map(rows -> page(rows, query, page.limit()));
  }

  private static Page page(RowSet<Row> rows, RecordQuery query, int limit) {
    StringBuilder items = new StringBuilder("[");
    int taken = 0;
    String cursor = null;
    Row last = null;
    for (Row row : rows) {
      String body = row.getString("body");
      if (taken == limit || body == null) {
        cursor = query.cursor(last);
        break;
      }
      items.append(taken++ == 0 ? "" : ",").append(body);
      last = row;
    }
    return new Page(new Json(items.append(']').toString()), cursor);
  }
}
