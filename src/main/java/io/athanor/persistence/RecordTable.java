package io.athanor.persistence;

import io.athanor.contract.Field;
import io.athanor.contract.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How the records of one kind are kept, and the SQL behind what can be asked of them. Its columns
 * have the names of the kind's fields unless it says otherwise.
 */
final class RecordTable {

  private final Kind kind;
  private final String table;
  private final Map<String, String> columns = new HashMap<>();
  private final Map<String, String> conditions = new HashMap<>();
  private final Map<String, List<String>> sorts = new HashMap<>();
  private final Map<String, List<List<String>>> indexes = new HashMap<>();

  /** Made when they are asked for: two kinds may include each other. */
  private final Map<String, Supplier<String>> includes = new HashMap<>();

  private String onConflict = "";

  private RecordTable(Kind kind, String table) {
    this.kind = kind;
    this.table = table;
    kind.fields().forEach(field -> columns.put(field.name(), words(field.name(), "_")));
    index("created");
  }

  static RecordTable of(Kind kind, String table) {
    return new RecordTable(kind, table);
  }

  /** Keeps a field in a column of another name. */
  RecordTable column(String field, String column) {
    columns.put(field, column);
    return this;
  }

  /** A filter that is no comparison; {@code %s} is the place of its value, if it has one. */
  RecordTable filter(String name, String condition) {
    conditions.put(name, condition);
    return this;
  }

  /** An order by these fields, and by the id where they are the same. */
  RecordTable sort(String name, String... fields) {
    sorts.put(name, List.of(fields));
    return this;
  }

  /** The one record of a kind that meets a condition on {@code b}. */
  RecordTable one(String name, Kind other, String condition) {
    includes.put(name, () -> Included.one(other, condition));
    return this;
  }

  /** The newest records of a kind that meet a condition on {@code b}. */
  RecordTable many(String name, Kind other, String condition) {
    includes.put(name, () -> Included.many(other, condition));
    return this;
  }

  /** The newest experiments {@code e} that meet a condition. */
  RecordTable experiments(String name, String condition) {
    includes.put(name, () -> Included.experiments(condition));
    return this;
  }

  /** The experiment {@code e} that meets a condition. */
  RecordTable experiment(String name, String condition) {
    includes.put(name, () -> Included.experiment(condition));
    return this;
  }

  /** What happens to a record that is there already. */
  RecordTable onConflict(String clause) {
    onConflict = " on conflict " + clause;
    return this;
  }

  /**
   * There is an index of these filters' columns, then of the order's, then of the id. An order by
   * other fields than the id can only be asked for with filters that one of its indexes has.
   */
  RecordTable index(String sort, String... filters) {
    indexes.computeIfAbsent(sort, any -> new ArrayList<>()).add(List.of(filters));
    return this;
  }

  Kind kind() {
    return kind;
  }

  String table() {
    return table;
  }

  String onConflict() {
    return onConflict;
  }

  /** The longest list of filters that begins an index of an order, out of those that are given. */
  Optional<List<String>> index(String sort, Set<String> given) {
    return indexes.getOrDefault(sort, List.of()).stream()
        .filter(given::containsAll)
        .max(Comparator.comparingInt(List::size));
  }

  /** The first half of a statement's name. */
  String word() {
    return kind.path().replace("-", "");
  }

  String column(String field) {
    return columns.get(field);
  }

  /** The words of a name in camel case, such as {@code created_at}. */
  static String words(String name, String joint) {
    return name.replaceAll("([A-Z])", joint + "$1").toLowerCase(Locale.ROOT);
  }

  /** The condition behind a special filter. */
  String condition(String filter) {
    return conditions.get(filter);
  }

  /** The fields behind an order; none but the id for the order of creation. */
  List<String> sort(String name) {
    return name.equals("created") ? List.of() : sorts.get(name);
  }

  /** Bytes of a record's texts and at least those of its objects, known without reading them. */
  String weight(String alias) {
    StringBuilder weight = new StringBuilder("0");
    for (Field field : kind.fields()) {
      String column = alias + "." + column(field.name());
      if (isJson(field)) {
        weight.append(" + coalesce(pg_column_size(" + column + "), 0)");
      } else if (field.type() == Field.Type.TEXT) {
        weight.append(" + coalesce(octet_length(" + column + "::text), 0)");
      }
    }
    return weight.toString();
  }

  /** An expression for a record {@code a} as JSON text, with related records. */
  String body(List<String> include) {
    StringBuilder parts = new StringBuilder();
    for (String name : include) {
      parts.append(" || coalesce(',\"" + name + "\":' || " + includes.get(name).get() + ", '')");
    }
    return open("a") + parts + " || '}'";
  }

  /** An expression for a record as JSON text. */
  String body(String alias) {
    return open(alias) + " || '}'";
  }

  /**
   * All but the last brace. What is null is left out; what is free JSON is appended as it is,
   * because the nulls in it are somebody's.
   */
  private String open(String alias) {
    StringBuilder scalars = new StringBuilder("'id', " + alias + ".id");
    StringBuilder json = new StringBuilder();
    for (Field field : kind.fields()) {
      String column = alias + "." + column(field.name());
      if (isJson(field)) {
        json.append(" || coalesce(',\"" + field.name() + "\":' || " + column + "::text, '')");
      } else {
        scalars.append(", '" + field.name() + "', " + column);
      }
    }
    scalars.append(", 'owner', " + alias + ".owner, 'createdAt', " + alias + ".created_at");
    scalars.append(", 'updatedAt', " + alias + ".updated_at, 'version', " + alias + ".version");
    return "left(json_strip_nulls(json_build_object(" + scalars + "))::text, -1)" + json;
  }

  private static boolean isJson(Field field) {
    return switch (field.type()) {
      case OBJECT, ARRAY, TAGS -> true;
      default -> false;
    };
  }
}
