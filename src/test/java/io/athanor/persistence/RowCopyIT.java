package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.athanor.persistence.twin.RowCopy;
import io.athanor.persistence.twin.Sampling;
import io.athanor.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A copy has the rows of the real database, disturbs nobody there and leaves nothing behind. */
class RowCopyIT {

  @RegisterExtension static final TestDatabase database = TestDatabase.migrated();

  private static final List<String> TABLES = List.of("public.odd", "public.parted");
  private static final String COPIES =
      "select count(*) from pg_database where datname like 'athanor\\_copy\\_%'";
  private static final String NAMES =
      "select datname from pg_database where datname like 'athanor\\_copy\\_%' order by 1";
  private static final String ROWS =
      "select count(*) || ' ' || md5(string_agg(x::text, '' order by id)) from %s x";
  private static final Sampling MUCH = Sampling.alike(1L << 30);

  @BeforeAll
  static void fill() throws SQLException {
    try (Connection connection = database.target().connect()) {
      Sql.execute(
          connection,
          "create type mood as enum ('good', 'bad')",
          "create table odd (id int primary key, note text, feels mood, list int[], twice int generated always as (id * 2) stored,"
              + " gone int, other int references odd)",
          "alter table odd drop column gone",
          "alter table odd alter column note set statistics 321",
          "create statistics odd_both on note, feels from odd",
          "insert into odd (id, note, feels, list, other) select i, case when i % 3 = 0 then null else E'tab\\tline\\n\\\\.' || i end, 'good', array[i, null], case when i > 0 then i - 1 end"
              + " from generate_series(0, 40000) i",
          "create index odd_note on odd (lower(note))",
          "create table parted (id int, day date) partition by range (day)",
          "create table parted_1 partition of parted for values from ('2026-01-01') to ('2026-07-01')",
          "create table parted_2 partition of parted for values from ('2026-07-01') to ('2027-01-01')",
          "insert into parted select i, date '2026-01-01' + i % 360 from generate_series(1, 20000) i",
          "create index parted_day on parted (day)",
          "analyze");
    }
  }

  @AfterEach
  void nothingIsLeft() throws SQLException {
    assertThat(copies()).isEqualTo("0");
  }

  private static String copies() throws SQLException {
    try (Connection connection = database.administration().connect()) {
      return Sql.value(connection, COPIES);
    }
  }

  private static RowCopy copy() throws SQLException {
    return new RowCopy(database.administration(), database.target(), Duration.ofMinutes(5));
  }

  private static String real(String query) throws SQLException {
    try (Connection connection = database.target().connect()) {
      return Sql.value(connection, query);
    }
  }

  private static LongSupplier meanwhile(String... statements) {
    return () -> {
      try (Connection connection = database.target().connect()) {
        Sql.execute(connection, "set lock_timeout = '1s'");
        Sql.execute(connection, statements);
        return Long.MAX_VALUE;
      } catch (SQLException e) {
        throw new AssertionError("a writer was held up", e);
      }
    };
  }

  @Test
  void theRowsAreThoseOfOneMomentAndWritersGoOn() throws SQLException {
    String before = real(ROWS.formatted("odd"));
    LongSupplier writer =
        meanwhile(
            "insert into odd (id, note, feels, list) values (-1, 'later', 'bad', null)",
            "update parted set id = -id where id = 5",
            "delete from odd where id = -1",
            "insert into odd (id, note, feels, list) values (-2, 'stays', 'bad', null)");
    try (RowCopy copy = copy()) {
      copy.make(TABLES, MUCH, writer);
      assertThat(copy.part()).isEqualTo(1);
      assertThat(copy.bytes()).isPositive();
      try (Connection connection = copy.at(database.target()).connect()) {
        assertThat(Sql.value(connection, ROWS.formatted("odd"))).isEqualTo(before);
        assertThat(Sql.value(connection, "select count(*) from parted where id < 0"))
            .isEqualTo("0");
        assertThat(Sql.value(connection, "select count(*) from parted_2")).isNotEqualTo("0");
        assertThat(Sql.value(connection, "select count(*) from experiments")).isEqualTo("0");
        assertThat(
                Sql.column(
                    connection,
                    "select indexname from pg_indexes where tablename = 'odd' order by 1"))
            .containsExactly("odd_note", "odd_pkey");
        assertThat(
                Sql.value(
                    connection,
                    "select attstattarget from pg_attribute where attrelid = 'odd'::regclass and attname = 'note'"))
            .isEqualTo("321");
        assertThat(Sql.value(connection, "select count(*) from pg_stats_ext")).isEqualTo("1");
        assertThat(Sql.value(connection, "select reltuples from pg_class where relname = 'odd'"))
            .isEqualTo(before.split(" ", 2)[0]);
        assertThat(
                Sql.value(
                    connection,
                    "select count(*) from pg_class where relname = 'odd' and relpersistence = 'u'"))
            .isEqualTo("1");
      }
    }
    Sql.execute(database.target(), "delete from odd where id = -2");
  }

  @Test
  void whatIsTooLargeIsSampledByPages() throws SQLException {
    try (RowCopy copy = copy()) {
      copy.make(TABLES, Sampling.alike(3L << 20), () -> Long.MAX_VALUE);
      assertThat(copy.part()).isBetween(0.1, 0.9);
      try (Connection connection = copy.at(database.target()).connect()) {
        double rows = Double.parseDouble(Sql.value(connection, "select count(*) from odd"));
        assertThat(rows / 40_001).isBetween(copy.part() - 0.15, copy.part() + 0.15);
      }
    }
  }

  @Test
  void whatACrashHasLeftIsRemovedByTheNext() throws SQLException {
    String another =
        "select 'athanor_copy_' || oid || '_beef' from pg_database where datname = current_database()";
    try (Connection connection = database.administration().connect();
        RowCopy copy = copy()) {
      String others = Sql.value(connection, another);
      Sql.execute(
          connection,
          "create database athanor_copy_999999999_dead",
          "create database " + others,
          "create database " + real(another));
      copy.make(List.of(), MUCH, () -> Long.MAX_VALUE);
      assertThat(Sql.column(connection, NAMES)).hasSize(2).contains(others);
      Sql.execute(connection, "drop database " + others);
    }
  }

  @Test
  void nobodyElseIsLetInOrReadsMore() throws SQLException {
    Sql.execute(database.target(), "grant select on parted to athanor_reader");
    try (RowCopy copy = copy()) {
      copy.make(TABLES, MUCH, () -> Long.MAX_VALUE);
      try (Connection connection = copy.at(database.target()).connect()) {
        assertThat(
                Sql.value(
                    connection,
                    "select has_database_privilege('pg_monitor', current_database(), 'connect')"))
            .isEqualTo("f");
        String reads = "select has_table_privilege('athanor_reader', '%s', 'select')";
        assertThat(Sql.value(connection, reads.formatted("odd"))).isEqualTo("f");
        assertThat(Sql.value(connection, reads.formatted("parted"))).isEqualTo("t");
      }
    }
  }

  @Test
  void whereThereIsNoRoomNothingIsBegun() throws SQLException {
    RowCopy copy = copy();
    assertThatThrownBy(() -> copy.make(TABLES, MUCH, () -> 5L << 20))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("5 MB free");
  }

  @Test
  void whoMayCreateNoDatabaseIsTold() throws SQLException {
    RowCopy copy = new RowCopy(database.target(), database.target(), Duration.ofMinutes(5));
    assertThatThrownBy(() -> copy.make(TABLES, MUCH, () -> Long.MAX_VALUE))
        .hasMessageContaining("may not create databases", "CREATEDB");
  }

  @Test
  void aTableThatIsDroppedMeanwhileEndsIt() throws SQLException {
    Sql.execute(database.target(), "create table brief as select 1 as id");
    RowCopy copy = copy();
    assertThatThrownBy(
            () -> copy.make(List.of("public.brief"), MUCH, meanwhile("drop table brief")))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("brief");
    RowCopy next = copy();
    assertThatThrownBy(() -> next.make(List.of("public.brief"), MUCH, () -> Long.MAX_VALUE))
        .hasMessageContaining("gone");
  }

  @Test
  void itIsCancelledWhileRowsComeIn() throws Exception {
    try (Connection connection = database.target().connect()) {
      Sql.execute(
          connection,
          "create table many as select i, repeat('x', 200) as pad from generate_series(1, 400000) i");
      RowCopy copy = copy();
      CompletableFuture<Throwable> ended =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  copy.make(List.of("public.many"), MUCH, () -> Long.MAX_VALUE);
                  return null;
                } catch (SQLException e) {
                  return e;
                }
              });
      await()
          .until(
              () ->
                  !Sql.column(
                          connection,
                          "select 1 from pg_stat_progress_copy where datname like 'athanor\\_copy%'")
                      .isEmpty());
      copy.cancel();
      assertThat(ended.get(20, TimeUnit.SECONDS)).hasMessageContaining("not wanted");
      Sql.execute(connection, "drop table many");
    }
  }
}
