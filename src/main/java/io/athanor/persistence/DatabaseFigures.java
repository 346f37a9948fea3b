package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.contract.Figures;
import io.athanor.contract.Figures.TableEstimate;
import io.athanor.contract.Figures.TableEstimates;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** What there is to know of the database without counting anything. */
final class DatabaseFigures {

  private static final double PAGES_OF_A_MEGABYTE = 128;

  /**
   * The catalogue is small whatever the tables hold. A partition that was never analysed says -1.
   */
  private static final Statement TABLES =
      new Statement(
          "figures.tables",
          "select coalesce(p.relname, c.relname)::text as name,"
              + " case when max(c.reltuples) < 0 then null"
              + " else sum(greatest(c.reltuples, 0))::bigint end as row_count,"
              + " sum(c.relpages)::bigint as pages"
              + " from pg_class c"
              + " join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'"
              + " left join pg_inherits i on i.inhrelid = c.oid"
              + " left join pg_class p on p.oid = i.inhparent"
              + " where c.relkind = 'r' group by 1 order by pages desc, 1 limit 20");

  private final Database database;

  DatabaseFigures(Database database) {
    this.database = database;
  }

  Future<?> serve(Bus bus) {
    return Future.all(
        new ServerCounterStore(database).serve(bus),
        bus.serve(Figures.POOL, asked -> Future.succeededFuture(database.connections().figures())),
        bus.serve(Figures.TABLES, asked -> tables()));
  }

  private Future<TableEstimates> tables() {
    return database
        .run(TABLES, Tuple.tuple())
        .map(
            rows -> {
              List<TableEstimate> tables = new ArrayList<>();
              for (Row row : rows) {
                tables.add(
                    new TableEstimate(
                        row.getString("name"),
                        row.getLong("row_count"),
                        Math.round(row.getLong("pages") / PAGES_OF_A_MEGABYTE * 10) / 10.0));
              }
              return new TableEstimates(tables);
            });
  }
}
