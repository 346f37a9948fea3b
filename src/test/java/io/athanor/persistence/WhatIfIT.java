package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.WhatIf;
import io.athanor.contract.WhatIf.Answer;
import io.athanor.contract.WhatIf.Ask;
import io.athanor.contract.WhatIf.Described;
import io.athanor.contract.WhatIf.Index;
import io.athanor.contract.WhatIf.Means;
import io.athanor.contract.WhatIf.Planned;
import io.athanor.contract.WhatIf.Table;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.contract.WhatIf.Tried;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the database would do is answered without doing anything to it. */
class WhatIfIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static final String BY_NAME = "select id from experiments where name = $1";
  private static final String INDEX = "create index what_if on experiments (name)";

  @BeforeAll
  static void fill() throws Exception {
    try (Connection connection = store.target().connect()) {
      Crowd.settle(connection);
      Crowd.fill(connection, 0, 5_000);
      Sql.execute(
          connection,
          "create table whole (id bigint, day date, note text) partition by range (day)",
          "create table whole_1 partition of whole for values from ('2026-01-01') to ('2026-07-01')",
          "create table whole_2 partition of whole for values from ('2026-07-01') to ('2027-01-01')",
          "insert into whole select g, date '2026-01-01' + g % 360, 'n' || g % 50 from generate_series(1, 20000) g",
          "create index whole_day on whole (day desc)",
          "create function writes(bigint) returns bigint language sql volatile as 'insert into whole values ($1) returning id'",
          "analyze");
    }
  }

  private static Answer ask(double grow, List<String> statements, Trial... trials) {
    return store.get(WhatIf.ASK, new Ask(true, false, grow, statements, List.of(trials), false));
  }

  private static Trial trial(String... create) {
    return new Trial(List.of(create), List.of(), List.of(0));
  }

  @Test
  void anIndexThatIsNotThereIsUsedInItsTrialOnly() {
    Answer answer = ask(1, List.of(BY_NAME), trial(), trial(INDEX), trial());
    assertThat(answer.means()).isEqualTo(Means.TWIN);
    Planned before = answer.tried().get(0).planned().get(0);
    Planned with = answer.tried().get(1).planned().get(0);
    assertThat(with.indexes()).containsExactly("what_if");
    assertThat(with.cost()).isLessThan(before.cost() / 5);
    assertThat(answer.tried().get(1).made().get(0).bytes()).isBetween(100_000L, 400_000L);
    assertThat(answer.tried().get(2).planned().get(0)).isEqualTo(before);
  }

  @Test
  void anIndexThatIsThereIsLeftOut() {
    String byId = "select name from experiments where id = $1";
    Answer answer =
        ask(
            1,
            List.of(byId),
            trial(),
            new Trial(List.of(), List.of("public.experiments_pkey"), List.of(0)),
            new Trial(List.of(), List.of("no_such_index"), List.of(0)),
            new Trial(List.of(), List.of("public.experiments"), List.of(0)));
    List<Tried> tried = answer.tried();
    assertThat(tried.get(0).planned().get(0).indexes()).containsExactly("experiments_pkey");
    assertThat(tried.get(1).planned().get(0).indexes()).doesNotContain("experiments_pkey");
    assertThat(tried.get(1).planned().get(0).cost())
        .isGreaterThan(2 * tried.get(0).planned().get(0).cost());
    assertThat(tried.get(2).planned().get(0).refused()).contains("no_such_index");
    assertThat(tried.get(3).planned().get(0).refused())
        .isEqualTo(
            "public.experiments is a table or something else, and no index; name one of its indexes");
  }

  @Test
  void tenTimesTheRowsCostTenTimesWhereAllOfThemAreRead() {
    double now = ask(1, List.of(BY_NAME), trial()).tried().get(0).planned().get(0).cost();
    double then = ask(10, List.of(BY_NAME), trial()).tried().get(0).planned().get(0).cost();
    assertThat(then / now).isBetween(9.0, 11.0);
    Planned indexed = ask(10, List.of(BY_NAME), trial(INDEX)).tried().get(0).planned().get(0);
    assertThat(indexed.indexes()).containsExactly("what_if");
    assertThat(indexed.cost()).isLessThan(now);
  }

  @Test
  void aPartitionedTableIsOneTable() {
    String byNote = "select id from whole where note = 'n1'";
    String index = "create index concurrently whole_note on only \"whole\" (note);";
    String useful = "create index whole_note on whole (note)";
    Answer answer = ask(1, List.of(byNote), trial(index), trial(useful));
    assertThat(answer.tried().get(1).planned().get(0).indexes()).containsExactly("whole_note");
    assertThat(answer.tried().get(1).made().get(0).table()).isEqualTo("whole");
    Described described = store.get(WhatIf.DESCRIBE, new WhatIf.Describe(List.of("public.whole")));
    Table whole = described.tables().get(0);
    assertThat(whole.rows()).isEqualTo(20_000);
    assertThat(whole.partitioned()).isTrue();
    assertThat(described.partitions())
        .isEqualTo(Map.of("public.whole_1", "public.whole", "public.whole_2", "public.whole"));
    assertThat(whole.indexes())
        .singleElement()
        .satisfies(one -> assertThat(one.keys()).containsExactly("day DESC"))
        .satisfies(one -> assertThat(one.bytes()).isPositive());
    assertThat(whole.columns().get(2).distinct()).isEqualTo(50);
  }

  @Test
  void allTablesAreDescribed() {
    List<Table> tables = store.get(WhatIf.DESCRIBE, new WhatIf.Describe(List.of())).tables();
    Table experiments =
        tables.stream().filter(one -> one.name().equals("experiments")).findFirst().orElseThrow();
    assertThat(experiments.rows()).isGreaterThanOrEqualTo(5_000);
    Index key =
        experiments.indexes().stream()
            .filter(one -> one.name().equals("experiments_pkey"))
            .findFirst()
            .orElseThrow();
    assertThat(key.constraint()).isTrue();
    assertThat(key.unique()).isTrue();
    assertThat(tables.stream().flatMap(one -> one.indexes().stream()).map(Index::method))
        .contains("btree", "gin");
  }

  @Test
  void whatIsNoStatementAndWhatIsNoIndexIsRefusedInWords() throws SQLException {
    List<String> hostile =
        List.of(
            "select 1; drop table whole",
            "drop table whole",
            "explain analyze select writes(1)",
            "select * from no_such_table",
            "select 'open",
            "with x as (insert into whole values (1, '2026-02-02') returning id) select * from x");
    Trial all =
        new Trial(
            List.of("create index x on no_such (y)", "drop table whole", INDEX + "; select 1"),
            List.of(),
            List.of(0, 1, 2, 3, 4, 5));
    Tried tried = ask(1, hostile, all).tried().get(0);
    assertThat(tried.made()).allSatisfy(one -> assertThat(one.refused()).isNotBlank());
    assertThat(tried.planned().subList(0, 5))
        .allSatisfy(one -> assertThat(one.refused()).isNotBlank());
    assertThat(tried.planned().get(5).refused()).as("planned, never executed").isNull();
    try (Connection connection = store.target().connect()) {
      assertThat(Sql.value(connection, "select count(*) from whole")).isEqualTo("20000");
    }
  }

  @Test
  void theStatementsOfAthanorAreListed() {
    assertThat(store.get(WhatIf.STATEMENTS, new WhatIf.ListStatements()).statements())
        .anySatisfy(one -> assertThat(one.name()).isEqualTo("attempts.claim"));
  }

  /** All databases of the server share some of them, so what is done to a twin's is done to all. */
  @Test
  void theServersOwnTablesAreNeverTouched() throws Exception {
    Path roles = store.file("pg_authid");
    Sql.execute(store.administration(), "checkpoint");
    byte[] before = Files.readAllBytes(roles);
    for (String table : List.of("pg_authid", "pg_database", "pg_class")) {
      Answer answer =
          ask(1, List.of(BY_NAME), trial("create index x on pg_catalog." + table + " (oid)"));
      assertThat(answer.tried().get(0).made().get(0).refused()).contains("permission denied");
    }
    assertThat(Arrays.equals(Files.readAllBytes(roles), before)).isTrue();
  }

  @Test
  void anIndexWhoseNameIsTakenIsNone() {
    String taken = "create index if not exists experiments_pkey on experiments (name)";
    Tried tried = ask(1, List.of(BY_NAME), trial(taken)).tried().get(0);
    assertThat(tried.made().get(0).refused()).contains("of this name already");
  }
}
