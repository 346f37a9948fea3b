package io.athanor.persistence;

import io.athanor.contract.Field;
import io.athanor.contract.Field.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements about single records of a table. Values come as one JSON document, whose members
 * are the fields: the server takes it apart, so that a thousand records are one statement as one
 * is.
 */
final class RecordStatements {

  private final RecordTable table;
  private final Statement insertAll;
  private final Statement insert;
  private final Statement update;
  private final Statement delete;
  private final Statement get;
  private final Statement version;

  RecordStatements(RecordTable table) {
    this.table = table;
    insertAll = new Statement(table.word() + ".insert-all", insertInto(table));
    insert =
        new Statement(
            table.word() + ".insert", insertInto(table) + ", " + table.body("a") + " as body");
    update = update(table);
    delete = delete(table);
    get = get(table, List.of());
    version =
        new Statement(
            table.word() + ".version", "select version from " + table.table() + " where id = $1");
  }

  /** All but those that answer with relatives. */
  List<Statement> all() {
    return List.of(insertAll, insert, update, delete, get, version);
  }

  /** {@code $1} an array of records, {@code $2} their owner; answers ids and versions in order. */
  Statement insertAll() {
    return insertAll;
  }

  /** The same, and answers the records in full. */
  Statement insert() {
    return insert;
  }

  /** {@code $1} the id, {@code $2} the version it must have or null, {@code $3} what changes. */
  Statement update() {
    return update;
  }

  /** {@code $1} the id, {@code $2} the version it must have or null. */
  Statement delete() {
    return delete;
  }

  /** {@code $1} the id. */
  Statement get(List<String> include) {
    return include.isEmpty() ? get : get(table, include);
  }

  /** {@code $1} the id. */
  Statement version() {
    return version;
  }

  private static String insertInto(RecordTable table) {
    List<Field> given =
        table.kind().fields().stream().filter(field -> field.access() != Access.COMPUTED).toList();
    String columns =
        given.stream()
            .map(field -> ", " + table.column(field.name()))
            .collect(Collectors.joining());
    String values =
        given.stream().map(field -> ", x.\"" + field.name() + '"').collect(Collectors.joining());
    return "insert into "
        + table.table()
        + " as a (id, owner"
        + columns
        + ") select x.id, $2"
        + values
        + " from jsonb_to_recordset($1::text::jsonb) as x (id uuid"
        + shape(given)
        + ")"
        + table.onConflict()
        + " returning a.id, a.version";
  }

  private static String shape(List<Field> fields) {
    return fields.stream()
        .map(field -> ", \"" + field.name() + "\" " + type(field))
        .collect(Collectors.joining());
  }

  private static String type(Field field) {
    return switch (field.type()) {
      case TEXT, DOMAIN -> "text";
      case ID -> "uuid";
      case TIME -> "timestamptz";
      case INTEGER -> "bigint";
      case NUMBER -> "double precision";
      case FLAG -> "boolean";
      case OBJECT, ARRAY, TAGS -> "jsonb";
    };
  }

  private static Statement update(RecordTable table) {
    List<Field> open =
        table.kind().fields().stream().filter(field -> field.access() == Access.OPEN).toList();
    List<String> sets = new ArrayList<>();
    for (Field field : open) {
      String column = table.column(field.name());
      String value = "x.\"" + field.name() + '"';
      sets.add(
          column
              + " = case when p.j ? '"
              + field.name()
              + "' then "
              + value
              + " else a."
              + column
              + " end");
    }
    return new Statement(
        table.word() + ".update",
        "update "
            + table.table()
            + " as a set "
            + String.join(", ", sets)
            + " from (select $3::text::jsonb as j) p, jsonb_to_record(p.j) as x ("
            + shape(open).substring(2)
            + ") where a.id = $1 and ($2::integer is null or a.version = $2) returning a.id, a.version, "
            + table.body("a")
            + " as body");
  }

  private static Statement delete(RecordTable table) {
    return new Statement(
        table.word() + ".delete",
        "delete from "
            + table.table()
            + " where id = $1 and ($2::integer is null or version = $2) returning id");
  }

  private static Statement get(RecordTable table, List<String> include) {
    return new Statement(
        table.word() + ".get",
        "select a.id, a.version, "
            + table.body(include)
            + " as body from "
            + table.table()
            + " a where a.id = $1");
  }
}
