package io.athanor.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/** Something that executes statements: the pool, each statement on its own, or one transaction. */
interface Session {

  /** Executes a statement; fails with a refusal that says what is wrong. */
  Future<RowSet<Row>> run(Statement statement, Tuple parameters);
}
