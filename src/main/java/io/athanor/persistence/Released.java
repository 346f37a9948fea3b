package io.athanor.persistence;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Attempts that were taken from a node: which experiments changed, and which pools have work again.
 */
record Released(List<UUID> experiments, List<String> pools) {

  static final Released NOTHING = new Released(List.of(), List.of());

  Released and(Released more) {
    return new Released(
        Stream.concat(experiments.stream(), more.experiments.stream()).toList(),
        Stream.concat(pools.stream(), more.pools.stream()).distinct().toList());
  }

  static Released of(RowSet<Row> rows) {
    List<UUID> experiments = new ArrayList<>();
    List<String> pools = new ArrayList<>();
    for (Row row : rows) {
      experiments.add(row.getUUID("experiment_id"));
      if (row.getBoolean("again") && !pools.contains(row.getString("pool"))) {
        pools.add(row.getString("pool"));
      }
    }
    return new Released(experiments, pools);
  }
}
