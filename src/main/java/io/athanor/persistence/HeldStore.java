package io.athanor.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Experiments that are ready but for a cap: each stands in the line of one key that has no room for
 * it, and enters the queue when all its keys have. The rules of it are in the function {@code
 * admit} of the migrations.
 */
final class HeldStore {

  /** So many at a time. */
  static final int MOST = 500;

  private static final Statement ADMIT =
      new Statement("held.admit", "select distinct pool, count(*) over () as n from admit($1, $2)");

  /** A first row is enough to know; none of the tables is long when nothing is capped. */
  private static final Statement USED =
      new Statement(
          "held.used",
          "select exists (select from caps) or exists (select from admissions)"
              + " or (select key from held order by key limit 1) is not null as used");

  private static final Statement FREE =
      new Statement("held.free", free("a.experiment_id = any ($1) and "));

  private static final Statement FREE_ALL = new Statement("held.free-all", free(""));

  /** From key to key along the index, however many stand in each line. */
  private static final Statement LINES =
      new Statement(
          "held.lines",
          """
          with recursive lines (key) as (
            (select key from held where key > $1 order by key limit 1)
            union all
            select (select h.key from held h where h.key > l.key order by h.key limit 1) from lines l where l.key is not null
          )
          select key from lines where key is not null limit 100""");

  private static String free(String which) {
    return """
        with gone as (
          delete from admissions a where %s(select 1 from ready q where q.experiment_id >= a.experiment_id
              and q.experiment_id <= a.experiment_id order by q.experiment_id limit 1) is null
            and (select 1 from running r where r.experiment_id = a.experiment_id) is null
          returning key
        )
        select distinct key from gone"""
        .formatted(which);
  }

  /** How many were let into the queue, and in which pools. */
  record Admitted(long count, List<String> pools) {}

  private final Database database;

  HeldStore(Database database) {
    this.database = database;
  }

  /** Lets those of these lines into the queue for whom there is room. */
  Future<Admitted> admit(Collection<String> lines) {
    return database
        .run(ADMIT, Tuple.tuple().addArrayOfString(lines.toArray(String[]::new)).addInteger(MOST))
        .map(
            rows -> {
              List<String> pools = new ArrayList<>();
              long count = 0;
              for (Row row : rows) {
                pools.add(row.getString("pool"));
                count = row.getLong("n");
              }
              return new Admitted(count, pools);
            });
  }

  /** Whether anything is capped at present. */
  Future<Boolean> used() {
    return database.run(USED, Tuple.tuple()).map(rows -> rows.iterator().next().getBoolean("used"));
  }

  /**
   * Gives back the room of those of these that are neither queued nor running any more, whatever
   * became of them; answers the keys that have more.
   */
  Future<Set<String>> free(List<UUID> ended) {
    return database
        .run(FREE, Tuple.tuple().addArrayOfUUID(ended.toArray(UUID[]::new)))
        .map(HeldStore::keys);
  }

  /** The same for all. */
  Future<Set<String>> freeAll() {
    return database.run(FREE_ALL, Tuple.tuple()).map(HeldStore::keys);
  }

  /** The next lines after this one, in which somebody stands. */
  Future<Set<String>> lines(String after) {
    return database.run(LINES, Tuple.of(after)).map(HeldStore::keys);
  }

  private static Set<String> keys(RowSet<Row> rows) {
    Set<String> keys = new LinkedHashSet<>();
    rows.forEach(row -> keys.add(row.getString("key")));
    return keys;
  }
}
