package io.athanor.persistence;

import io.athanor.contract.Experiments.Page;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * A page by falling keys {@code k0, k1…} and the id, of rows with a {@code body}. The first page
 * comes behind the largest key that there is, so that one statement serves all pages.
 */
final class KeysetPage {

  private static final UUID LAST = new UUID(-1, -1);
  private static final OffsetDateTime LATEST =
      OffsetDateTime.of(9999, 12, 31, 0, 0, 0, 0, ZoneOffset.UTC);

  private final int limit;
  private final boolean first;
  private final List<Object> place = new ArrayList<>();

  KeysetPage(int limit, String cursor, Class<?>... keys) {
    this.limit = limit;
    this.first = cursor == null;
    if (first) {
      for (Class<?> key : keys) {
        place.add(key == OffsetDateTime.class ? LATEST : (Object) Double.POSITIVE_INFINITY);
      }
      place.add(LAST);
    } else {
      Class<?>[] types = Arrays.copyOf(keys, keys.length + 1);
      types[keys.length] = UUID.class;
      place.addAll(Cursors.read(cursor, types));
    }
  }

  boolean isFirst() {
    return first;
  }

  /** Adds the place behind which the page begins, and its length. */
  Tuple addTo(Tuple parameters) {
    place.forEach(parameters::addValue);
    return parameters.addInteger(limit + 1);
  }

  Page of(RowSet<Row> rows) {
    return Pages.of(rows, limit, row -> row.getString("body"), this::cursor);
  }

  private String cursor(Row last) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < place.size() - 1; i++) {
      values.add(last.getValue("k" + i));
    }
    values.add(last.getUUID("id"));
    return Cursors.of(values.toArray());
  }
}
