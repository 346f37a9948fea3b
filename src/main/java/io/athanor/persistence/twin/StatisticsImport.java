package io.athanor.persistence.twin;

import io.athanor.contract.PlannerStatistics.Column;
import io.athanor.contract.PlannerStatistics.Exported;
import io.athanor.contract.PlannerStatistics.Kind;
import io.athanor.contract.PlannerStatistics.Relation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Statements that give a database the knowledge that another one's planner has (PostgreSQL 18 or
 * later).
 */
final class StatisticsImport {

  /** How a list of times is moved on, by the type of its column. */
  private static final Map<String, String> TIMES =
      Map.of(
          "timestamp with time zone", "timestamptz",
          "timestamp without time zone", "timestamp",
          "date", "date");

  private final double grow;
  private final long age;

  /**
   * How it is given.
   *
   * @param grow how many times as many rows there are to be
   * @param age how long ago it was true; the values of times are moved on by it, so that what was a
   *     day old then is a day old now
   */
  StatisticsImport(double grow, Duration age) {
    this.grow = grow;
    this.age = age.toSeconds();
  }

  List<String> statements(Exported statistics) {
    List<String> statements = new ArrayList<>();
    for (Relation relation : statistics.relations()) {
      if (relation.kind() != Kind.PARTITIONED) {
        statements.add(relation(relation));
      }
      relation.columns().forEach(column -> statements.add(column(relation, column)));
    }
    return statements;
  }

  private String relation(Relation relation) {
    double rows = relation.rows();
    return new Call("pg_restore_relation_stats")
        .with("schemaname", literal(relation.schema()))
        .with("relname", literal(relation.name()))
        .with("relpages", (long) Math.ceil(relation.pages() * grow) + "::int")
        .with("reltuples", "'" + (rows > 0 ? rows * grow : rows) + "'::real")
        .with("relallvisible", (long) Math.floor(relation.allVisible() * grow) + "::int")
        .text();
  }

  private String column(Relation relation, Column column) {
    return new Call("pg_restore_attribute_stats")
        .with("schemaname", literal(relation.schema()))
        .with("relname", literal(relation.name()))
        .with("attname", literal(column.name()))
        .with("inherited", column.inherited() + "::boolean")
        .with("null_frac", real(column.nulls()))
        .with("avg_width", column.width() + "::int")
        .with("n_distinct", real(column.distinct()))
        .with("most_common_vals", values(column, column.common()))
        .with("most_common_freqs", reals(column.commonShares()))
        .with("histogram_bounds", values(column, column.histogram()))
        .with("correlation", real(column.correlation()))
        .with("most_common_elems", text(column.elements()))
        .with("most_common_elem_freqs", reals(column.elementShares()))
        .with("elem_count_histogram", reals(column.elementCounts()))
        .with("range_length_histogram", text(column.rangeLengths()))
        .with("range_empty_frac", real(column.emptyRanges()))
        .with("range_bounds_histogram", text(column.rangeBounds()))
        .text();
  }

  private String values(Column column, String list) {
    String time = TIMES.get(column.type().replaceAll("\\(\\d\\)", ""));
    if (list == null || time == null || age == 0) {
      return text(list);
    }
    return "(SELECT array_agg((v + interval '%d s')::%s ORDER BY o) FROM unnest(%s::%s[]) WITH ORDINALITY u (v, o))::text"
        .formatted(age, time, literal(list), time);
  }

  private static String text(String value) {
    return value == null ? null : literal(value) + "::text";
  }

  private static String real(Double value) {
    return value == null ? null : "'" + value + "'::real";
  }

  private static String reals(List<Double> values) {
    if (values == null) {
      return null;
    }
    StringBuilder list = new StringBuilder("'{");
    for (Double value : values) {
      list.append(list.length() > 2 ? "," : "").append(value);
    }
    return list.append("}'::real[]").toString();
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** A call of a function that takes names and values in turn; what is not known is left out. */
  private static final class Call {

    private final StringBuilder text;

    Call(String function) {
      text = new StringBuilder("SELECT ").append(function).append('(');
    }

    Call with(String name, String value) {
      if (value != null) {
        text.append(text.charAt(text.length() - 1) == '(' ? "'" : ", '")
            .append(name)
            .append("', ")
            .append(value);
      }
      return this;
    }

    String text() {
      return text + ")";
    }
  }
}
