package io.athanor.persistence;

import io.athanor.contract.Failure;
import io.athanor.contract.Field;
import io.athanor.contract.Kind;
import io.athanor.contract.Listing;
import io.athanor.contract.Refusal;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Research.ListPage;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statement behind one page. It holds only the conditions that were asked for, so that each
 * combination gets its own plan; its name says which they are.
 */
final class RecordQuery {

  /** Bytes of a page's records: at least one comes, then as many as stay below this. */
  static final int LONGEST = 4_000_000;

  /** A word in more records than this is met soon enough on the way along the key. */
  static final int FREQUENT = 20_000;

  private final RecordTable table;
  private final StringBuilder name;
  private final List<String> conditions = new ArrayList<>();
  private final Tuple parameters = Tuple.tuple();
  private final List<FieldError> errors = new ArrayList<>();
  private String body;
  private RecordOrder order;

  private RecordQuery(RecordTable table) {
    this.table = table;
    this.name = new StringBuilder(table.word()).append(".list");
  }

  /**
   * The query of a page.
   *
   * @param frequent whether the words that are searched for are in very many records
   * @throws RefusedException naming what cannot be asked
   */
  static RecordQuery of(ListPage page, boolean frequent) {
    RecordQuery query = new RecordQuery(RecordTables.of(page.kind()));
    query.check(page);
    query.order(page);
    for (Field filter : page.kind().listing().filters(page.kind())) {
      String value = page.filters().get(filter.name());
      if (value != null) {
        query.filter(filter, value, frequent);
      }
    }
    query.refuse();
    query.place(page.cursor());
    query.body = query.table.body(page.include());
    page.include().forEach(part -> query.name.append("-with-").append(part));
    query.parameters.addInteger(page.limit() + 1);
    return query;
  }

  /** Whether the words {@code $1} are in very many records. */
  static Statement probe(RecordTable table) {
    return new Statement(
        table.word() + ".probe-search",
        "select count(*) > "
            + FREQUENT
            + " as frequent from (select from "
            + table.table()
            + " where search @@ websearch_to_tsquery('english', $1) limit "
            + (FREQUENT + 1)
            + ") found");
  }

  private void check(ListPage page) {
    Listing listing = page.kind().listing();
    Kind kind = page.kind();
    for (String filter : page.filters().keySet()) {
      if (listing.filter(kind, filter).isEmpty()) {
        String known =
            listing.filters(kind).stream().map(Field::name).collect(Collectors.joining(", "));
        errors.add(new FieldError(filter, "unknown query parameter; known are " + known));
      }
    }
    errors.addAll(unknownIncludes(kind, page.include()));
    if (page.sort() != null && !listing.sorts().contains(RecordOrder.usual(listing, page.sort()))) {
      errors.add(
          new FieldError("sort", oneOf(listing.sorts()) + "; a minus in front turns it around"));
    }
    refuse();
  }

  /** What is asked to be included and is no relative of the kind. */
  static List<FieldError> unknownIncludes(Kind kind, List<String> include) {
    List<String> known = kind.listing().includes();
    return include.stream()
        .filter(part -> !known.contains(part))
        .distinct()
        .map(part -> new FieldError("include", oneOf(known)))
        .toList();
  }

  private static String oneOf(List<String> known) {
    return known.isEmpty() ? "there is none here" : "known are " + String.join(", ", known);
  }

  private void filter(Field filter, String value, boolean frequent) {
    Object parsed = FilterValue.parse(filter, value, errors);
    String word = RecordTable.words(filter.name(), "-");
    String special = table.condition(filter.name());
    String plain = "a." + table.column(filter.name());
    if (parsed == null) {
      return;
    }
    if (filter.name().equals("search")) {
      where(frequent ? "walking" : "search", frequent ? WALK : search(), parsed);
    } else if (filter.name().equals("createdAfter")) {
      String floor = " and a.id >= uuid_floor(%1$s::timestamptz - interval '1 day')";
      where(word, "a.created_at >= %1$s" + (order.byTime() ? "" : floor), parsed);
    } else if (filter.name().equals("createdBefore")) {
      String ceiling = " and a.id <= uuid_floor(%1$s::timestamptz + interval '1 day')";
      where(word, "a.created_at < %1$s" + (order.byTime() ? "" : ceiling), parsed);
    } else if (order.begins().contains(filter.name())) {
      name.append('-').append(word);
      parameters.addValue(parsed);
      order.begin(filter.name(), "$" + parameters.size());
    } else if (parsed instanceof Boolean yes) {
      // A literal, so that an index of one half of the records can be used.
      String condition = special == null ? plain : "(" + special + ")";
      name.append(yes ? "-" : "-not-").append(word);
      conditions.add(
          yes ? condition : special == null ? "not " + condition : condition + " is not true");
    } else {
      where(word, special == null ? plain + " = %s" : special, parsed);
    }
  }

  private static final String WALK = "(a.search || '') @@ websearch_to_tsquery('english', %s)";

  private String search() {
    return "a.id = any(array(select s.id from "
        + table.table()
        + " s where s.search @@ websearch_to_tsquery('english', %s)))";
  }

  private void where(String word, String condition, Object value) {
    name.append('-').append(word);
    parameters.addValue(value);
    String place = "$" + parameters.size();
    conditions.add(condition.formatted(place));
  }

  private void refuse() {
    if (!errors.isEmpty()) {
      throw refused(errors);
    }
  }

  /** The refusal of a request with these faults. */
  static RefusedException refused(List<FieldError> errors) {
    return new RefusedException(
        new Refusal(
            Failure.UNPROCESSABLE,
            "invalid-fields",
            errors.get(0).field() + ": " + errors.get(0).message(),
            null,
            errors));
  }

  private void order(ListPage page) {
    Set<String> others = new HashSet<>(page.filters().keySet());
    boolean timed = others.removeAll(Set.of("createdAfter", "createdBefore"));
    order = RecordOrder.of(table, page.sort(), others, timed);
    if (order == null) {
      errors.add(new FieldError("sort", "this order needs a filter that goes with it"));
      refuse();
    }
  }

  private void place(String cursor) {
    name.append(order.name());
    conditions.addAll(order.conditions(cursor == null));
    if (cursor != null) {
      name.append("-on");
      conditions.add(order.after(cursor, parameters));
    }
  }

  /** The cursor of the page that ends with this row. */
  String cursor(Row last) {
    return order.cursor(last);
  }

  Tuple parameters() {
    return parameters;
  }

  /**
   * Rows are weighed before they are written out, because that takes the time: a page costs what it
   * answers and not what its limit would allow.
   */
  Statement statement() {
    String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    String rows =
        "select a.*"
            + order.columns()
            + " from "
            + table.table()
            + " a"
            + where
            + " order by "
            + order.by()
            + " limit $"
            + parameters.size();
    String weighed =
        "select a.*, row_number() over () as n, sum("
            + table.weight("a")
            + ") over (rows unbounded preceding) as weight from ("
            + rows
            + ") a";
    String written =
        "select a.id"
            + order.names("a")
            + ", a.n, case when a.n = 1 or a.weight <= "
            + LONGEST
            + " then "
            + body
            + " end as body from ("
            + weighed
            + ") a";
    return new Statement(
        name.toString(),
        "select m.id"
            + order.names("m")
            + ", case when m.n = 1 or m.total <= "
            + LONGEST
            + " then m.body end as body from (select r.*,"
            + " sum(octet_length(r.body)) over (rows unbounded preceding) as total from ("
            + written
            + ") r) m");
  }
}
