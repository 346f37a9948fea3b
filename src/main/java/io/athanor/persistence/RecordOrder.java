package io.athanor.persistence;

import io.athanor.contract.Field;
import io.athanor.contract.Listing;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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
  private final List<String> begins;
  private final List<String> beginColumns;
  private final Map<String, String> places = new HashMap<>();

  private RecordOrder(RecordTable table, String sort, List<Field> fields, List<String> begins) {
    this.sort = sort;
    this.fields = fields;
    this.columns =
        fields.stream()
            .map(field -> field.equals(CREATED_AT) ? "created_at" : table.column(field.name()))
            .toList();
    this.begins = begins;
    this.beginColumns = begins.stream().map(table::column).toList();
  }

  /**
   * The order that was asked for, or null where no index has it.
   *
   * @param sort its name, or null for the usual one
   * @param filters that are given besides times of creation
   * @param timed whether there are such times; then creation means the time of it, where an index
   *     has it, and not the id, which follows the clock of the node that made it
   */
  static RecordOrder of(RecordTable table, String sort, Set<String> filters, boolean timed) {
    String asked = sort == null ? table.kind().listing().sorts().get(0) : sort;
    if (timed && asked.endsWith("created")) {
      Optional<List<String>> index = table.index("createdAt", filters);
      if (index.isPresent() && index.get().size() == filters.size()) {
        return new RecordOrder(table, asked + "At", List.of(CREATED_AT), index.get());
      }
    }
    List<Field> fields =
        table.sort(word(asked)).stream()
            .map(name -> table.kind().field(name).orElseThrow())
            .toList();
    return table
        .index(word(asked), filters)
        .map(begins -> new RecordOrder(table, asked, fields, begins))
        .orElse(null);
  }

  boolean byTime() {
    return fields.contains(CREATED_AT);
  }

  /** Filters with which the index of this order begins. */
  List<String> begins() {
    return begins;
  }

  /** Where the value of such a filter is among the parameters. */
  void begin(String filter, String place) {
    places.put(filter, place);
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
    String words = RecordTable.words(word(sort), "-");
    return "-by-" + words + (descending() ? "-down" : "-up");
  }

  /**
   * What has no value has no place in the order. The last of the filters with which the index
   * begins is said as bounds: with an equality the planner could walk another index instead, which
   * is fast only as long as what is looked for lies at its near end.
   */
  List<String> conditions(boolean first) {
    List<String> all = new ArrayList<>();
    int last = begins.size() - 1;
    for (int i = 0; i <= last; i++) {
      String column = "a." + beginColumns.get(i);
      String value = places.get(begins.get(i));
      if (i < last) {
        all.add(column + " = " + value);
        continue;
      }
      // Behind a cursor it bounds the one side, and more exactly.
      if (first || descending()) {
        all.add(column + " >= " + value);
      }
      if (first || !descending()) {
        all.add(column + " <= " + value);
      }
    }
    for (int i = 0; i < columns.size(); i++) {
      if (!fields.get(i).equals(CREATED_AT) && fields.get(i).clearable()) {
        all.add("a." + columns.get(i) + " is not null");
      }
    }
    return all;
  }

  /** The column of the index that the bounds are about, or none. */
  private <T> List<T> bounded(List<T> all) {
    return all.isEmpty() ? all : all.subList(all.size() - 1, all.size());
  }

  private static String row(List<String> parts) {
    return "(" + String.join(", ", parts) + ")";
  }

  /** What the rows must show for their cursors. */
  String columns() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      all.append(", a.").append(columns.get(i)).append(" as k").append(i);
    }
    return all.toString();
  }

  String names(String alias) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      all.append(", " + alias + ".k").append(i);
    }
    return all.toString();
  }

  String by() {
    String direction = descending() ? " desc" : "";
    return key().map(column -> column + direction).collect(Collectors.joining(", "));
  }

  private Stream<String> key() {
    return Stream.of(bounded(beginColumns), columns, List.of("id"))
        .flatMap(List::stream)
        .map(column -> "a." + column);
  }

  /** The condition of what comes behind a cursor. */
  String after(String cursor, Tuple parameters) {
    List<String> behind = new ArrayList<>(bounded(begins).stream().map(places::get).toList());
    for (Object value : read(cursor)) {
      parameters.addValue(value);
      behind.add("$" + parameters.size());
    }
    return row(key().toList()) + (descending() ? " < " : " > ") + row(behind);
  }

  private List<Object> read(String cursor) {
    List<Class<?>> types = new ArrayList<>(List.of(String.class));
    fields.forEach(field -> types.add(type(field)));
    types.add(UUID.class);
    List<Object> values = Cursors.read(cursor, types.toArray(Class<?>[]::new));
    if (!values.get(0).equals(sort)) {
      throw Cursors.damaged();
    }
    return values.subList(1, values.size());
  }

  private static Class<?> type(Field field) {
    return switch (field.type()) {
      case TIME -> OffsetDateTime.class;
      case NUMBER -> Double.class;
      default -> String.class;
    };
  }

  /** The cursor of the page that ends with this row. */
  String cursor(Row last) {
    List<Object> values = new ArrayList<>(List.of(sort));
    for (int i = 0; i < columns.size(); i++) {
      values.add(last.getValue("k" + i));
    }
    values.add(last.getUUID("id"));
    return Cursors.of(values.toArray());
  }
}
