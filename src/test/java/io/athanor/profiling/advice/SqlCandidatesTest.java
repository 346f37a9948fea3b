package io.athanor.profiling.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.WhatIf.Column;
import io.athanor.contract.WhatIf.Index;
import io.athanor.contract.WhatIf.Table;
import io.athanor.contract.WhatIf.Writes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlCandidatesTest {

  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final long LARGE = 200L << 20;

  private static Column column(String name, String type, double distinct, double width) {
    return new Column(name, type, distinct, 0.6, width, name.equals("at") ? 0.99 : 0.1);
  }

  private static Table table(String schema, String name, Index... indexes) {
    return new Table(
        schema,
        name,
        1_000_000,
        LARGE,
        false,
        new Writes(0, 0, 0, 0),
        List.of(
            column("id", "bigint", -1, 8),
            column("a", "integer", 1000, 4),
            column("b", "integer", 20, 4),
            column("at", "timestamp with time zone", -0.5, 8),
            column("gone", "timestamp with time zone", 3, 8),
            column("body", "text", -1, 900),
            column(name + "_only", "text", 5, 10)),
        List.of(indexes),
        List.of());
  }

  private static Index unique(String... keys) {
    return new Index("s", "u", "", "btree", List.of(keys), List.of(), null, true, true, true, 0, 0);
  }

  private static final KnownTables KNOWN =
      KnownTables.of(
          List.of(
              table("s", "t", unique("id")), table("s", "u"), table("x", "d"), table("y", "d")));

  private static List<String> keys(String sql) {
    Found found = SqlCandidates.of(sql, KNOWN, PATIENT);
    assertThat(found.notRead()).isEmpty();
    return found.candidates().stream()
        .map(Candidate::definition)
        .map(one -> one.replaceAll("^.* ON ", "").replace("USING btree ", ""))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select t.* from t where a = 1 | s.t (a)",
        "select * from T as x where X.A = 1 | s.t (a)",
        "select * from t join u on t.a = u.b where t_only = 'x' and u_only = 'y' | s.u (b, u_only)",
        "select * from t join u using (a) where u_only = 'y' | s.t (a)",
        "select * from t, u where t.a = u.a and u.b = 1 | s.u (a, b)",
        "select * from x.d where a = 1 | x.d (a)",
        "select (select max(u.at) from u where u.a = t.b) from t | s.u (a, at)",
        "select * from t where exists (select from u where u.a = t_only and u_only = 'x') "
            + "| s.u (a, u_only)",
        "select * from (select * from t where b = 3) q where q.a = 3 | s.t (b)",
        "select * from t where a in (select b from u where u.a = 3) | s.u (a)",
        "with c as (select * from t where b = 4) delete from u using c where u.a = c.id | s.t (b)",
        "select a + 1 as z from t where b = 1 order by z limit 3 | s.t (b, (a + 1))",
        "select a from t where b = 1 order by 1 desc fetch first 3 rows only | s.t (b, a DESC)",
        "update t set b = (select max(at) from u where u.a = t.a) where t.b = 3 | s.u (a, at)",
        "select * from t where gone is not null and a = 4 | s.t (a) WHERE gone IS NOT NULL",
        "select * from t where gone is null and a > 4 order by a limit 3 | s.t (gone, a)",
        "select * from t where body = 'x' | s.t USING hash (body)",
        "select * from t where at > now() | s.t USING brin (at)",
        "select * from t where (a = 3 and b = 4) or gone is null | s.t (b)"
      })
  void isAmongTheProposals(String sql, String expected) {
    assertThat(keys(sql)).contains(expected);
  }

  @Test
  void whatIsNotCertainIsLeftOut() {
    assertThat(keys("select * from d where a = 1")).isEmpty();
    assertThat(keys("select * from elsewhere where a = 1")).isEmpty();
    assertThat(keys("with t as (select 1 as a) select * from t where a = 1")).isEmpty();
    assertThat(
            keys(
                "select 1 from t where exists (select 1 from generate_series(1, 2) f where a = 3)"))
        .isEmpty();
  }

  @Test
  void aRowThatAUniqueIndexFindsNeedsNoMoreKeys() {
    assertThat(keys("select * from t where id = 4 and a = 3")).contains("s.t (a, id)");
    assertThat(keys("select * from t where id = 4 and a = 3")).doesNotContain("s.t (id, a)");
  }

  @Test
  void smallTablesHaveNone() {
    Table large = KNOWN.tables().get(0);
    String sql = "select * from t where a = 1";
    assertThat(SqlCandidates.of(sql, sized(large, 50, 8_192), PATIENT).candidates()).isEmpty();
    assertThat(SqlCandidates.of(sql, sized(large, -1, 0), PATIENT).candidates()).isEmpty();
    assertThat(SqlCandidates.of(sql, sized(large, 50, LARGE), PATIENT).candidates()).isNotEmpty();
  }

  private static KnownTables sized(Table table, double rows, long bytes) {
    return KnownTables.of(
        List.of(
            new Table(
                table.schema(),
                table.name(),
                rows,
                bytes,
                false,
                table.writes(),
                table.columns(),
                List.of(),
                List.of())));
  }

  @Test
  void whatCannotBeParsedSaysWhyWithoutTheStatement() {
    Found found = SqlCandidates.of("select 'secret' frm t whre a @? 3", KNOWN, PATIENT);
    assertThat(found.candidates()).isEmpty();
    assertThat(found.notRead()).singleElement().asString().startsWith("not parsed: unexpected");
    assertThat(found.notRead().toString()).doesNotContain("secret");
  }

  @Test
  void whatTheParserDoesNotTakeIsWrittenInAnotherWay() {
    assertThat(SqlCandidates.parseable("select number, 'number' from t -- select from"))
        .isEqualTo("select \"number\", 'number' from t -- select from");
    assertThat(SqlCandidates.parseable("SELECT\nFROM t")).isEqualTo("SELECT 1\nFROM t");
    assertThat(SqlCandidates.parseable("select 'open")).isEqualTo("select 'open");
  }

  @Test
  void theParserHasALimit() {
    String deep = "select * from t where a = " + "(1 + ".repeat(3_000) + "1" + ")".repeat(3_000);
    Found found = SqlCandidates.of(deep, KNOWN, Duration.ofMillis(1));
    assertThat(found.candidates()).isEmpty();
    assertThat(found.notRead()).singleElement().asString().startsWith("not parsed: ");
  }

  @Test
  void thereAreNotTooMany() {
    StringBuilder sql = new StringBuilder("select t1.at from t t1");
    for (int i = 2; i < 9; i++) {
      sql.append(" join u t%d on t%d.a = t1.b and t%d.b = %d".formatted(i, i, i, i));
    }
    sql.append(" where t1.b = 3 and t1.a = 5 and t1.gone is not null order by t1.at limit 3");
    Found found = SqlCandidates.of(sql.toString(), KNOWN, PATIENT);
    assertThat(found.candidates()).hasSizeBetween(10, CandidateSet.MOST);
    assertThat(found.candidates()).extracting(Candidate::rank).isSortedAccordingTo((a, b) -> b - a);
    assertThat(found.and(found)).isEqualTo(found);
  }

  @Test
  void partitionsAreTheirTable() {
    KnownTables known =
        new KnownTables(
            KNOWN.tables(),
            Map.of("s.p1", "s.part", "s.part", "s.t", "s.loop", "s.loop"),
            Set.of());
    assertThat(known.find("s", "p1")).contains(KNOWN.tables().get(0));
    assertThat(known.find("s", "loop")).isEmpty();
  }
}
