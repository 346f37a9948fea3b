package io.athanor.persistence;

import io.athanor.bus.Wire;
import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Json;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
    String[] parts = first ? new String[0] : parts(cursor, keys.length + 1);
    for (int i = 0; i < keys.length; i++) {
      boolean time = keys[i] == OffsetDateTime.class;
      if (first) {
        place.add(time ? LATEST : (Object) Double.POSITIVE_INFINITY);
      } else {
        place.add(value(parts[i], time));
      }
    }
    place.add(first ? LAST : id(parts[keys.length]));
  }

  private static String[] parts(String cursor, int expected) {
    try {
      String[] parts = Wire.decode(Cursors.decode(cursor), String[].class);
      if (parts.length == expected) {
        return parts;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw Cursors.damaged();
  }

  private static Object value(String text, boolean time) {
    try {
      if (time) {
        return OffsetDateTime.parse(text);
      }
      return Double.valueOf(text);
    } catch (IllegalArgumentException | DateTimeException | NullPointerException e) {
      throw Cursors.damaged();
    }
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw Cursors.damaged();
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
    StringBuilder items = new StringBuilder("[");
    String cursor = null;
    Row last = null;
    int taken = 0;
    for (Row row : rows) {
      if (taken == limit) {
        cursor = cursor(last);
        break;
      }
      items.append(taken++ == 0 ? "" : ",").append(row.getString("body"));
      last = row;
    }
    return new Page(new Json(items.append(']').toString()), cursor);
  }

  private String cursor(Row last) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < place.size() - 1; i++) {
      parts.add(last.getValue("k" + i).toString());
    }
    parts.add(last.getUUID("id").toString());
    return Cursors.encode(Wire.encode(parts.toArray(String[]::new)));
  }
}
