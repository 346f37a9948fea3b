package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.RefusedException;
import io.athanor.contract.WhatIf;
import io.athanor.contract.WhatIf.Answer;
import io.athanor.contract.WhatIf.Ask;
import io.athanor.contract.WhatIf.Means;
import io.athanor.contract.WhatIf.Planned;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.contract.WhatIf.Tried;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What if on the oldest supported server, which is not ours and has no HypoPG: by a copy of some
 * rows, where the node's role may make one.
 */
class SampleIT {

  @RegisterExtension static final StoreNode store = StoreNode.on(StorePlace.EXTERNAL);

  private static final String BY_WORD = "select id from words where word = $1";
  private static final String INDEX = "create index by_word on public.words (word)";

  @BeforeAll
  static void fill() throws SQLException {
    try (Connection connection = store.target().connect()) {
      Sql.execute(
          connection,
          "create table words (id int primary key, word text, half int);"
              + " insert into words select n, 'w' || n, n % 2 from generate_series(1, 20000) n",
          "create index words_half on words (half, id)",
          "create table pile (id int, word text, pad text);"
              + " insert into pile select n, 'w' || n % 40000, repeat('p', 80) from generate_series(1, 200000) n",
          "create index pile_word on pile (word)",
          "create table whole (id bigint, day date, note text) partition by range (day)",
          "create table whole_1 partition of whole for values from ('2026-01-01') to ('2026-07-01')",
          "create table whole_2 partition of whole for values from ('2026-07-01') to ('2027-01-01')",
          "insert into whole select g, date '2026-01-01' + g % 360, 'n' || g % 500 from generate_series(1, 20000) g",
          "create index whole_day on whole (day)",
          "create view seen as select w.id, p.pad from words w join pile p using (word)",
          "create sequence counted",
          "create function counts() returns int immutable language sql as 'select nextval(''public.counted'')::int'");
      connection.createStatement().execute("vacuum analyze");
    }
  }

  @BeforeEach
  void allow() throws SQLException {
    Sql.execute(store.administration(), "alter role athanor_node createdb");
  }

  private static Answer ask(List<String> statements, Trial... trials) {
    return ask(new Ask(true, false, 1, statements, List.of(trials), false));
  }

  /** Asks again while rows are copied, as everybody does. */
  private static Answer ask(Ask ask) {
    return await()
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> store.ask(WhatIf.ASK, ask).recover(SampleIT::nothingYet).await(),
            answer -> answer != null);
  }

  private static Future<Answer> nothingYet(Throwable cause) {
    return cause instanceof RefusedException refused
            && refused.refusal().type().equals("rows-being-copied")
        ? Future.succeededFuture()
        : Future.failedFuture(cause);
  }

  private static Trial trial(List<String> create, String... without) {
    return new Trial(create, List.of(without), List.of(0));
  }

  private static Planned planned(Answer answer, int trial) {
    assertThat(answer.missing()).isNull();
    return answer.tried().get(trial).planned().get(0);
  }

  private static double real(String sql) throws SQLException {
    try (ServerPlanner planner = ServerPlanner.of(store.target())) {
      return new JsonArray(planner.plan(sql))
          .getJsonObject(0)
          .getJsonObject("Plan")
          .getDouble("Total Cost");
    }
  }

  @Test
  void anIndexThatIsNotThereIsUsedInItsTrialOnlyAtTheCostThatItHasWhenItIs() throws SQLException {
    Answer answer =
        ask(List.of(BY_WORD), trial(List.of()), trial(List.of(INDEX)), trial(List.of()));
    assertThat(answer.means()).isEqualTo(Means.SAMPLE);
    assertThat(answer.sample().part()).isEqualTo(1);
    assertThat(answer.why()).contains("not the node's own", "CREATE EXTENSION hypopg");
    assertThat(planned(answer, 0).cost()).isCloseTo(real(BY_WORD), within(1.0));
    Tried tried = answer.tried().get(1);
    assertThat(tried.made().get(0).table()).isEqualTo("words");
    assertThat(planned(answer, 1).indexes()).containsExactly("by_word");
    assertThat(planned(answer, 2)).isEqualTo(planned(answer, 0));
    Sql.execute(store.target(), INDEX);
    assertThat(planned(answer, 1).cost()).isCloseTo(real(BY_WORD), within(0.1));
    assertThat(tried.made().get(0).bytes())
        .isEqualTo(Long.parseLong(store.value("select pg_relation_size('by_word')")));
    Sql.execute(store.target(), "drop index by_word");
  }

  @Test
  void ofALargeTableThereIsAPartAndSizesAreThoseOfTheWhole() throws SQLException {
    String byId = "select * from pile where id = $1";
    String index = "create index pile_id on pile (id)";
    Answer answer = ask(List.of(byId), trial(List.of()), trial(List.of(index)));
    assertThat(answer.sample().part()).isBetween(0.4, 0.8);
    assertThat(planned(answer, 0).cost())
        .isCloseTo(real(byId) * answer.sample().part(), within(real(byId) / 10));
    assertThat(planned(answer, 1).indexes()).containsExactly("pile_id");
    assertThat(planned(answer, 1).cost()).isLessThan(planned(answer, 0).cost() / 50);
    Sql.execute(store.target(), index);
    double size = Double.parseDouble(store.value("select pg_relation_size('pile_id')"));
    Sql.execute(store.target(), "drop index pile_id");
    assertThat((double) answer.tried().get(1).made().get(0).bytes())
        .isCloseTo(size, within(size / 5));
  }

  @Test
  void anIndexThatIsThereIsLeftOutAlsoOfAConstraintAndOfPartitions() {
    String byHalf = "select id from words where half = 3 order by id limit 1";
    Answer half = ask(List.of(byHalf), trial(List.of()), trial(List.of(), "public.words_half"));
    assertThat(planned(half, 0).indexes()).containsExactly("words_half");
    assertThat(planned(half, 1).indexes()).doesNotContain("words_half");
    String byId = "select word from words where id = $1";
    Answer id =
        ask(
            List.of(byId),
            trial(List.of(), "public.words_pkey"),
            trial(List.of()),
            trial(List.of(), "public.no_such_index"));
    assertThat(planned(id, 0).indexes()).isEmpty();
    assertThat(planned(id, 1).indexes()).containsExactly("words_pkey");
    assertThat(planned(id, 2).refused()).contains("no_such_index");
    String byDay = "select * from whole where day = '2026-03-03'";
    String note = "create index whole_note on whole (note)";
    Answer day =
        ask(
            List.of(byDay, "select id from whole where note = $1"),
            trial(List.of()),
            trial(List.of(), "public.whole_day"),
            trial(List.of(), "public.whole_1_day_idx"),
            new Trial(List.of(note), List.of(), List.of(1)));
    assertThat(planned(day, 0).indexes()).containsExactly("whole_day");
    assertThat(planned(day, 1).indexes()).isEmpty();
    assertThat(planned(day, 2).refused()).contains("goes with those of all partitions");
    assertThat(planned(day, 3).indexes()).containsExactly("whole_note");
  }

  @Test
  void theRowsAreThoseOfTheTablesThatStatementsNameThroughViewsAsWell() throws SQLException {
    Answer answer =
        ask(
            List.of("select count(*) from seen", "insert into whole values (1, '2026-02-02')"),
            trial(List.of()));
    assertThat(answer.tried().get(0).planned().get(0).cost()).isGreaterThan(1_000);
    try (Connection connection = store.administration().connect()) {
      String copy =
          Sql.value(
              connection,
              "select datname from pg_database where datname like 'athanor\\_copy\\_%'");
      try (Connection inside = store.administration().withDatabase(copy).connect()) {
        assertThat(Sql.value(inside, "select count(*) from words")).isEqualTo("20000");
        assertThat(Sql.value(inside, "select count(*) > 10000 from pile")).isEqualTo("t");
        assertThat(Sql.value(inside, "select count(*) from whole_2")).isNotEqualTo("0");
        assertThat(Sql.value(inside, "select count(*) from flyway_schema_history")).isEqualTo("0");
      }
      assertThat(
              Sql.value(
                  connection,
                  "select has_database_privilege('athanor_reader', '" + copy + "', 'connect')"))
          .isEqualTo("f");
    }
    Sql.execute(
        store.target(),
        "set lock_timeout = '1s'; alter table words add column more int; alter table words drop column more");
  }

  @Test
  void theStatementsOfAthanorArePlannedThereToo() {
    List<String> all =
        store.get(WhatIf.STATEMENTS, new WhatIf.ListStatements()).statements().stream()
            .map(WhatIf.Named::sql)
            .toList();
    List<Integer> places = IntStream.range(0, all.size()).boxed().toList();
    Ask ask = new Ask(true, true, 1, all, List.of(new Trial(List.of(), List.of(), places)), false);
    Answer answer = ask(ask);
    assertThat(answer.means()).isEqualTo(Means.SAMPLE);
    assertThat(answer.tried().get(0).planned())
        .filteredOn(one -> one.refused() != null)
        .extracting(Planned::refused)
        .allMatch(why -> why.contains("EXPLAIN") || why.contains("hypopg"));
  }

  @Test
  void nothingIsExecutedThere() throws SQLException {
    Answer answer =
        ask(
            List.of("select id from words where id = counts()"),
            trial(List.of("create index x on words (nothing)")));
    assertThat(answer.tried().get(0).made().get(0).refused()).contains("nothing");
    assertThat(planned(answer, 0).refused()).contains("read-only");
    assertThat(store.value("select last_value::text || is_called from counted"))
        .isEqualTo("1false");
  }
}
