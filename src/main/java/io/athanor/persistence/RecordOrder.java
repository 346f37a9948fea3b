package io.athanor.persistence;

import io.athanor.bus.Wire;
import io.athanor.contract.Field;
import io.athanor.contract.Listing;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The order of a page: by the values of some columns, then by the id. A cursor holds the values of
 * the last row, so that the next page begins behind it however many rows were added meanwhile.
 */
final class RecordOrder {

  private static final Field CREATED_AT = Listing.TIMES.get(0);

  private final String sort;
  private final List<Field> fields;
  private final List<String> columns;

  private RecordOrder(String sort, List<Field> fields, List<String> columns) {
    this.sort = sort;
    this.fields = fields;
    this.columns = columns;
  }

  /**
   * The order that was asked for.
   *
   * @param sort its name, or null for the usual one
   * @param byTime whether creation means the time of it and not the id, which follows the clock of
   *     the node that made it
   */
  static RecordOrder of(RecordTable table, String sort, boolean byTime) {
    String asked = sort == null ? table.kind().listing().sorts().get(0) : sort;
    if (asked.endsWith("created") && byTime) {
      return new RecordOrder(asked + "At", List.of(CREATED_AT), List.of("created_at"));
    }
    List<Field> fields =
        table.sort(word(asked)).stream()
            .map(name -> table.kind().field(name).orElseThrow())
            .toList();
    return new RecordOrder(
        asked, fields, fields.stream().map(field -> table.column(field.name())).toList());
  }

  private static String word(String sort) {
    return sort.startsWith("-") ? sort.substring(1) : sort;
  }

  /** The name under which an order is known, whichever way round it was asked for. */
  static String usual(Listing listing, String sort) {
    return listing.sorts().stream()
        .filter(known -> word(known).equals(word(sort)))
        .findFirst()
        .orElse(sort);
  }

  private boolean descending() {
    return sort.startsWith("-");
  }

  /** The end of the statement's name. */
  String name() {
    String words = word(sort).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    return "-by-" + words + (descending() ? "-down" : "-up");
  }

  /** What has no value has no place in the order. */
  List<String> conditions() {
    return IntStream.range(0, columns.size())
        .filter(i -> !fields.get(i).equals(CREATED_AT) && fields.get(i).clearable())
        .mapToObj(i -> "a." + columns.get(i) + " is not null")
        .toList();
  }

  /** What the rows must show for their cursors. */
  String columns() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      all.append(", a.").append(columns.get(i)).append(" as k").append(i);
    }
    return all.toString();
  }

  String names() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      all.append(", m.k").append(i);
    }
    return all.toString();
  }

  String by() {
    String direction = descending() ? " desc" : "";
    return key().map(column -> column + direction).collect(Collectors.joining(", "));
  }

  private Stream<String> key() {
    return Stream.concat(columns.stream(), Stream.of("id")).map(column -> "a." + column);
  }

  /** The condition of what comes behind a cursor. */
  String after(String cursor, Tuple parameters) {
    List<Object> values = read(cursor);
    List<String> places = new ArrayList<>();
    for (Object value : values) {
      parameters.addValue(value);
      places.add("$" + parameters.size());
    }
    String less = descending() ? " < " : " > ";
    return "("
        + key().collect(Collectors.joining(", "))
        + ")"
        + less
        + "("
        + String.join(", ", places)
        + ")";
  }

  private List<Object> read(String cursor) {
    try {
      String[] parts = Wire.decode(Cursors.decode(cursor), String[].class);
      if (parts.length != columns.size() + 2 || !sort.equals(parts[0])) {
        throw Cursors.damaged();
      }
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        values.add(value(fields.get(i), parts[i + 1]));
      }
      values.add(UUID.fromString(parts[parts.length - 1]));
      return values;
    } catch (IllegalArgumentException | DateTimeException | NullPointerException e) {
      throw Cursors.damaged();
    }
  }

  private static Object value(Field field, String text) {
    return switch (field.type()) {
      case TIME -> OffsetDateTime.parse(text);
      case NUMBER -> Double.valueOf(text);
      default -> text;
    };
  }

  /** The cursor of the page that ends with this row. */
  String cursor(Row last) {
    List<String> parts = new ArrayList<>(List.of(sort));
    for (int i = 0; i < columns.size(); i++) {
      parts.add(last.getValue("k" + i).toString());
    }
    parts.add(last.getUUID("id").toString());
    return Cursors.encode(Wire.encode(parts.toArray(String[]::new)));
  }
}
