package io.athanor.persistence;

import io.athanor.contract.WhatIf.Column;
import io.athanor.contract.WhatIf.Describe;
import io.athanor.contract.WhatIf.Described;
import io.athanor.contract.WhatIf.Index;
import io.athanor.contract.WhatIf.Table;
import io.athanor.contract.WhatIf.Writes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the catalogue and the server's counters say of tables, whole ones for their partitions. */
final class TableDescriptions {

  /** Tables of users, and for a partition the table that it is of. */
  private static final String WHOLE =
      """
      with tables as (
        select t.oid as whole, n.nspname::text as schema, t.relname::text as name, t.relkind = 'p' as partitioned
        from pg_class t join pg_namespace n on n.oid = t.relnamespace
        where t.relkind in ('r', 'p', 'm') and not t.relispartition and t.relpersistence = 'p'
          and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
          and ($1::text[] = '{}' or n.nspname || '.' || t.relname = any($1)) order by n.nspname, t.relname limit 500),
      parts as (select whole, schema, name, partitioned, whole as part from tables where not partitioned
        union all select whole, schema, name, partitioned, p.relid::oid from tables, pg_partition_tree(whole) p where partitioned and p.isleaf)
      """;

  /**
   * Since when reads of all indexes are counted: the server's counters have begun, and every index
   * that Athanor makes was there.
   */
  static final Statement TABLES =
      new Statement(
          "whatif.tables",
          WHOLE
              + """
              select w.schema, w.name, w.partitioned,
                coalesce((select case when bool_and(c.reltuples < 0) then -1 else sum(greatest(c.reltuples, 0)) end
                  from parts p join pg_class c on c.oid = p.part where p.whole = w.whole), -1)::float8 as rows,
                coalesce((select sum(pg_table_size(p.part)) from parts p where p.whole = w.whole), 0)::int8 as bytes,
                s.inserts, s.updates, s.hot, s.deletes, v.version, d.since, d.indexes_since,
                coalesce((select array_agg(pn.nspname || '.' || pc.relname) from parts p join pg_class pc on pc.oid = p.part
                  join pg_namespace pn on pn.oid = pc.relnamespace where p.whole = w.whole and p.part <> w.whole), '{}') as partitions
              from tables w
                cross join lateral (select coalesce(sum(n_tup_ins), 0)::int8 as inserts, coalesce(sum(n_tup_upd), 0)::int8 as updates,
                  coalesce(sum(n_tup_hot_upd), 0)::int8 as hot, coalesce(sum(n_tup_del), 0)::int8 as deletes
                  from parts p join pg_stat_user_tables u on u.relid = p.part where p.whole = w.whole) s
                cross join (select current_setting('server_version_num')::int / 10000 as version) v
                cross join (select d.stats_reset as since, greatest(coalesce(d.stats_reset, b.stats_reset),
                  (select max(installed_on)::timestamptz from flyway_schema_history), (select max(ended_at) from index_changes)) as indexes_since
                  from pg_stat_database d, pg_stat_bgwriter b where d.datname = current_database()) d
              order by w.schema, w.name""");

  static final Statement COLUMNS =
      new Statement(
          "whatif.columns",
          WHOLE
              + """
              select w.schema, w.name, a.attname::text as column_name, format_type(a.atttypid, a.atttypmod) as type,
                coalesce(s.n_distinct, 0)::float8 as distinct_values, coalesce(s.null_frac, 0)::float8 as null_part,
                coalesce(s.avg_width, case when a.attlen > 0 then a.attlen else 32 end)::float8 as width,
                coalesce(s.correlation, 0)::float8 as correlation
              from tables w join pg_attribute a on a.attrelid = w.whole and a.attnum > 0 and not a.attisdropped
                left join pg_stats s on s.schemaname = w.schema and s.tablename = w.name and s.attname = a.attname and s.inherited = w.partitioned
              order by w.schema, w.name, a.attnum""");

  static final Statement INDEXES =
      new Statement(
          "whatif.indexes",
          WHOLE
              + """
              select w.schema, w.name, c.relname::text as index_name, pg_get_indexdef(c.oid) as definition, m.amname::text as method,
                array(select pg_get_indexdef(c.oid, k, true)
                    || coalesce((select ' ' || o.opcname from pg_opclass o where o.oid = x.indclass[k - 1] and not o.opcdefault), '') || case when m.amname <> 'btree' then '' else
                    case when x.indoption[k - 1] & 1 = 1 then ' DESC' else '' end ||
                    case x.indoption[k - 1] & 3 when 1 then ' NULLS LAST' when 2 then ' NULLS FIRST' else '' end end
                  from generate_series(1, x.indnkeyatts) k order by k) as keys,
                array(select pg_get_indexdef(c.oid, k, true) from generate_series(x.indnkeyatts + 1, x.indnatts) k order by k) as include,
                pg_get_expr(x.indpred, x.indrelid) as predicate, x.indisunique as unique_keys,
                exists (select from pg_constraint k where k.conindid = c.oid) or x.indisreplident as constraint_needs, x.indisvalid as valid,
                (select coalesce(sum(pg_relation_size(p.relid)), 0) from
                  (select c.oid as relid where c.relkind = 'i' union select t.relid::oid from pg_partition_tree(c.oid) t where t.isleaf) p)::int8 as bytes,
                (select coalesce(sum(u.idx_scan), 0) from pg_stat_user_indexes u
                  where u.indexrelid in (select c.oid union select t.relid::oid from pg_partition_tree(c.oid) t))::int8 as scans
              from tables w join pg_index x on x.indrelid = w.whole join pg_class c on c.oid = x.indexrelid join pg_am m on m.oid = c.relam
              order by w.schema, w.name, c.relname""");

  static final Statement KEYS =
      new Statement(
          "whatif.keys",
          WHOLE
              + """
              select w.schema, w.name, array(select a.attname::text from unnest(k.conkey) with ordinality u(number, place)
                join pg_attribute a on a.attrelid = w.whole and a.attnum = u.number order by u.place) as columns
              from tables w join pg_constraint k on k.conrelid = w.whole and k.contype = 'f'
              order by w.schema, w.name, k.conname""");

  private final Database database;

  TableDescriptions(Database database) {
    this.database = database;
  }

  Future<Described> describe(Describe asked) {
    Tuple sought = Tuple.of(asked.tables().toArray(String[]::new));
    return Future.all(
            database.run(TABLES, sought),
            database.run(COLUMNS, sought),
            database.run(INDEXES, sought),
            database.run(KEYS, sought))
        .map(all -> described(all.resultAt(0), all.resultAt(1), all.resultAt(2), all.resultAt(3)));
  }

  private static Described described(
      RowSet<Row> tables, RowSet<Row> columns, RowSet<Row> indexes, RowSet<Row> keys) {
    Map<String, List<Column>> columnsOf = new HashMap<>();
    columns.forEach(row -> add(columnsOf, row, column(row)));
    Map<String, List<Index>> indexesOf = new HashMap<>();
    indexes.forEach(row -> add(indexesOf, row, index(row)));
    Map<String, List<List<String>>> keysOf = new HashMap<>();
    keys.forEach(row -> add(keysOf, row, List.of(row.getArrayOfStrings("columns"))));
    List<Table> found = new ArrayList<>();
    Map<String, String> partitions = new HashMap<>();
    tables.forEach(
        row -> {
          String name = name(row);
          for (String partition : row.getArrayOfStrings("partitions")) {
            partitions.put(partition, name);
          }
          found.add(
              new Table(
                  row.getString("schema"),
                  row.getString("name"),
                  row.getDouble("rows"),
                  row.getLong("bytes"),
                  row.getBoolean("partitioned"),
                  writes(row),
                  columnsOf.getOrDefault(name, List.of()),
                  indexesOf.getOrDefault(name, List.of()),
                  keysOf.getOrDefault(name, List.of())));
        });
    Row any = tables.size() == 0 ? null : tables.iterator().next();
    return new Described(
        any == null ? 0 : any.getInteger("version"),
        time(any, "since"),
        time(any, "indexes_since"),
        found,
        partitions);
  }

  private static Instant time(Row any, String column) {
    OffsetDateTime time = any == null ? null : any.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  private static Writes writes(Row row) {
    return new Writes(
        row.getLong("inserts"), row.getLong("updates"), row.getLong("hot"), row.getLong("deletes"));
  }

  private static Column column(Row row) {
    return new Column(
        row.getString("column_name"),
        row.getString("type"),
        row.getDouble("distinct_values"),
        row.getDouble("null_part"),
        row.getDouble("width"),
        row.getDouble("correlation"));
  }

  private static Index index(Row row) {
    return new Index(
        row.getString("schema"),
        row.getString("index_name"),
        row.getString("definition"),
        row.getString("method"),
        Arrays.asList(row.getArrayOfStrings("keys")),
        Arrays.asList(row.getArrayOfStrings("include")),
        row.getString("predicate"),
        row.getBoolean("unique_keys"),
        row.getBoolean("constraint_needs"),
        row.getBoolean("valid"),
        row.getLong("bytes"),
        row.getLong("scans"));
  }

  private static String name(Row row) {
    return row.getString("schema") + "." + row.getString("name");
  }

  private static <T> void add(Map<String, List<T>> lists, Row row, T one) {
    lists.computeIfAbsent(name(row), first -> new ArrayList<>()).add(one);
  }
}
