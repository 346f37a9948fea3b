package io.athanor.profiling.advice;

import io.athanor.contract.WhatIf.Column;
import io.athanor.contract.WhatIf.Index;
import io.athanor.contract.WhatIf.Table;
import io.athanor.contract.WhatIf.Writes;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tables of its own for the tests of the advisor, and what the catalog says of them. */
final class AdviceSchema {

  private static final String TABLES =
      """
      create schema advice_test;
      set search_path = advice_test, public;
      create extension if not exists pg_trgm schema public;
      create table authors (id int primary key, name varchar(80), email text, country text);
      create index authors_email on authors (email);
      create table papers (
        id bigint primary key, title varchar(200), domain text, year int, state text,
        finished_at timestamptz, created_at timestamptz, author_id int, score numeric,
        tags text[], data jsonb, words tsvector, active boolean, seen timestamp);
      create table "Odd Table" ("Group" int, "select" text, plain int);
      create table tiny (id int, v int);
      create table events (id bigint, at timestamptz, kind text, v int) partition by range (at);
      create table events_2020 partition of events for values from ('2020-01-01') to ('2021-01-01');
      create table events_2021 partition of events for values from ('2021-01-01') to ('2022-01-01');
      """;

  private static final String ROWS =
      """
      insert into authors select i, 'name ' || i, 'mail' || i, 'c' || i % 40
        from generate_series(1, 3000) i;
      insert into papers select i, 'title ' || i, 'domain ' || i % 20, 1950 + i % 70,
          (array['queued','running','done','failed'])[1 + i % 4],
          case when i % 10 > 0 then timestamptz '2020-01-01' + i * interval '1 hour' end,
          timestamptz '2020-01-01' + i * interval '1 hour', i % 3000, i / 7.0,
          array['t' || i % 100], jsonb_build_object('kind', i % 30, 'n', i),
          to_tsvector('english', 'word' || i % 500), i % 20 = 0,
          timestamp '2020-01-01' + i * interval '1 hour'
        from generate_series(1, 6000) i;
      insert into "Odd Table" select i, 's' || i, i % 7 from generate_series(1, 3000) i;
      insert into tiny select i, i from generate_series(1, 50) i;
      insert into events select i, timestamptz '2020-01-01' + i * interval '3 hours', 'k' || i % 9, i
        from generate_series(1, 5000) i;
      analyze advice_test.authors, advice_test.papers, advice_test."Odd Table", advice_test.tiny,
        advice_test.events;
      """;

  private final Connection connection;

  private AdviceSchema(Connection connection) {
    this.connection = connection;
  }

  /** Makes the tables and describes them. */
  static KnownTables create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(TABLES);
      statement.execute(ROWS);
    }
    return new AdviceSchema(connection).describe();
  }

  private KnownTables describe() throws SQLException {
    List<Table> tables = new ArrayList<>();
    Map<String, String> parents = new HashMap<>();
    for (List<String> row :
        rows(
            """
            select c.oid, c.relname, c.relkind = 'p', c.reltuples,
              (select sum(pg_relation_size(p.relid)) from pg_partition_tree(c.oid) p),
              (select p.relname from pg_inherits i join pg_class p on p.oid = i.inhparent
                where i.inhrelid = c.oid)
            from pg_class c where c.relnamespace = 'advice_test'::regnamespace
              and c.relkind in ('r', 'p') order by c.relname
            """)) {
      if (row.get(5) != null) {
        parents.put("advice_test." + row.get(1), "advice_test." + row.get(5));
        continue;
      }
      tables.add(table(row));
    }
    return new KnownTables(tables, parents, Set.of("pg_trgm"));
  }

  private Table table(List<String> row) throws SQLException {
    String sizes = row.get(4) == null ? row.get(0) : row.get(4);
    long bytes = row.get(4) == null ? size(sizes) : Long.parseLong(sizes);
    return new Table(
        "advice_test",
        row.get(1),
        Double.parseDouble(row.get(3)),
        bytes,
        row.get(2).equals("t"),
        new Writes(0, 0, 0, 0),
        columns(row.get(0)),
        indexes(row.get(0)),
        List.of());
  }

  private long size(String oid) throws SQLException {
    return Long.parseLong(rows("select pg_relation_size(" + oid + "::oid)").get(0).get(0));
  }

  private List<Column> columns(String oid) throws SQLException {
    List<Column> columns = new ArrayList<>();
    for (List<String> row :
        rows(
            """
            select a.attname, format_type(a.atttypid, a.atttypmod), coalesce(s.n_distinct, 0),
              coalesce(s.null_frac, 0), coalesce(s.avg_width, 0), coalesce(s.correlation, 0)
            from pg_attribute a join pg_class c on c.oid = a.attrelid
              left join pg_stats s on s.schemaname = 'advice_test' and s.tablename = c.relname
                and s.attname = a.attname and s.inherited = (c.relkind = 'p')
            where a.attnum > 0 and a.attrelid = %s::oid order by a.attnum
            """
                .formatted(oid))) {
      columns.add(
          new Column(
              row.get(0),
              row.get(1),
              Double.parseDouble(row.get(2)),
              Double.parseDouble(row.get(3)),
              Double.parseDouble(row.get(4)),
              Double.parseDouble(row.get(5))));
    }
    return columns;
  }

  private List<Index> indexes(String oid) throws SQLException {
    List<Index> indexes = new ArrayList<>();
    String sql =
        "select pg_get_indexdef(indexrelid), array(select pg_get_indexdef(indexrelid, k, true)"
            + " from generate_series(1, indnkeyatts) k), indisunique from pg_index where indrelid = ?::oid";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, oid);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          Array keys = found.getArray(2);
          indexes.add(
              index(found.getString(1), List.of((String[]) keys.getArray()), found.getBoolean(3)));
        }
      }
    }
    return indexes;
  }

  static Index index(String definition, List<String> keys, boolean unique) {
    return new Index(
        "advice_test", "i", definition, "btree", keys, List.of(), null, unique, false, true, 0, 0);
  }

  private List<List<String>> rows(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          row.add(found.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
