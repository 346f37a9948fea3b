package io.athanor.persistence;

import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Research.ListPage;
import io.vertx.core.Future;
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
        .map(rows -> Pages.of(rows, page.limit(), row -> row.getString("body"), query::cursor));
  }
}
