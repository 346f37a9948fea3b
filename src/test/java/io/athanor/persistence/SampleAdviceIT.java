package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Advice;
import io.athanor.contract.Advice.Analysis;
import io.athanor.contract.Advice.Kind;
import io.athanor.contract.Advice.Level;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.Advice.Report;
import io.athanor.contract.Advice.Weighted;
import io.athanor.contract.Caller;
import io.athanor.contract.Role;
import io.athanor.contract.WhatIf;
import io.athanor.contract.WhatIf.Answer;
import io.athanor.contract.WhatIf.Ask;
import io.athanor.contract.WhatIf.Means;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.persistence.twin.RowCopy;
import io.athanor.persistence.twin.Sampling;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Advice on the oldest supported server, which is not ours and has no HypoPG: by a copy of some
 * rows, where the node's role may make one.
 */
class SampleAdviceIT {

  @RegisterExtension static final StoreNode store = StoreNode.on(StorePlace.EXTERNAL);

  private static final String LEFT =
      "select count(*) from pg_database where datname like 'athanor\\_copy\\_%'";
  private static final String BY_WORD = "select id from words where word = $1";
  private static final String BY_ID = "select word from words where id = $1";
  private static final String BY_PAD = "select id from pile where word = $1";

  @BeforeAll
  static void fill() throws SQLException {
    try (Connection connection = store.target().connect()) {
      Sql.execute(
          connection,
          "create table words (id int primary key, word text, half int);"
              + " insert into words select n, 'w' || n, n % 2 from generate_series(1, 20000) n",
          "create index words_id on words (id)",
          "create table pile (id int, word text, pad text);"
              + " insert into pile select n, 'w' || n % 40000, repeat('p', 80) from generate_series(1, 200000) n");
      Sql.execute(connection, "vacuum analyze");
    }
    store.profile();
  }

  @BeforeEach
  void allow() throws SQLException {
    Sql.execute(store.administration(), "alter role athanor_node createdb");
  }

  @Test
  void whoMayMakeNoDatabaseIsToldWhichRightIsMissingAndTriedAgain() throws SQLException {
    Sql.execute(store.administration(), "alter role athanor_node nocreatedb");
    Report guessed = advice(null, BY_PAD);
    assertThat(guessed.means()).isEqualTo(Means.NONE);
    assertThat(guessed.why()).contains("ALTER ROLE athanor_node CREATEDB", "hypopg");
    assertThat(guessed.recommendations())
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.level()).isEqualTo(Level.GUESS));
    Report refused = advice(1L << 30, BY_PAD);
    assertThat(refused.clock().missing()).contains("ALTER ROLE athanor_node CREATEDB");
    allow();
    assertThat(advice(null, BY_PAD).means()).isEqualTo(Means.SAMPLE);
  }

  @Test
  void whatACrashHasLeftIsRemovedByTheNextStart() throws SQLException {
    String name =
        store.value(
            "select 'athanor_copy_' || oid || '_dead' from pg_database where datname = current_database()");
    Sql.execute(store.administration(), "create database " + name + " owner athanor_node");
    String second = store.deploy();
    await()
        .untilAsserted(
            () ->
                assertThat(store.value("select count(*) from pg_database where datname = ?", name))
                    .isEqualTo("0"));
    Await.value(store.vertx().undeploy(second));
  }

  @Test
  void whoeverAsksWhileRowsAreCopiedIsToldToAskAgain() {
    Vertx vertx = Vertx.vertx();
    Bus bus = NodeBus.create(vertx).open(Role.PERSISTENCE);
    WhatIfDesk desk =
        new WhatIfDesk(
            vertx,
            DatabaseAccess.of(store.target()),
            null,
            () -> Future.succeededFuture(Map.of()),
            50);
    try {
      Await.value(desk.serve(bus));
      Trial trial = new Trial(List.of(), List.of(), List.of(0));
      Ask ask = new Ask(true, false, 1, List.of(BY_WORD), List.of(trial), false);
      assertThat(Await.refusal(bus.request(WhatIf.ASK, ask)).type()).isEqualTo("rows-being-copied");
      Answer answer =
          await()
              .atMost(Duration.ofSeconds(30))
              .ignoreExceptions()
              .until(() -> Await.value(bus.request(WhatIf.ASK, ask)), told -> true);
      assertThat(answer.means()).isEqualTo(Means.SAMPLE);
      Await.value(desk.stop());
    } finally {
      Await.value(vertx.close());
    }
  }

  @Test
  void aCopyComparesTextsAsTheDatabaseDoes() throws SQLException {
    try (Connection connection = store.administration().connect()) {
      boolean icu =
          Sql.value(connection, "select count(*) from pg_collation where collprovider = 'i'")
                  .length()
              > 1;
      Sql.execute(
          connection,
          "create database german owner athanor_node template template0 encoding 'UTF8' "
              + (icu ? "locale_provider icu icu_locale 'de'" : "locale 'C'"));
      JdbcTarget german = store.target().withDatabase("german");
      try (RowCopy copy = new RowCopy(german, german, Duration.ofMinutes(1))) {
        copy.make(List.of(), Sampling.alike(1 << 20), () -> Long.MAX_VALUE);
        List<String> both =
            Sql.column(
                connection,
                "select concat_ws(' ', datlocprovider, datcollate, datctype, to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale')"
                    + " from pg_database d, (select oid from pg_database where datname = 'german') g where datname = 'german' or starts_with(datname, 'athanor_copy_' || g.oid)");
        assertThat(both).hasSize(2).containsOnly(both.get(0));
        assertThat(both.get(0)).startsWith(icu ? "i " : "c C C");
      }
      Sql.execute(connection, "drop database german");
    }
  }

  private static Report advice(Long copyBytes, String... statements) {
    List<Weighted> workload =
        List.of(statements).stream().map(sql -> new Weighted(sql, sql, 3_600, 5.0)).toList();
    Analysis begun =
        store.get(Advice.ANALYZE, new Advice.Analyze(workload, 1L << 30, copyBytes, Caller.ADMIN));
    Analysis ended =
        await()
            .atMost(Duration.ofSeconds(90))
            .until(
                () -> store.get(Advice.GET, new Advice.Get(begun.id(), Caller.ADMIN)),
                analysis -> analysis.endedAt() != null);
    assertThat(ended.failure()).isNull();
    return ended.report();
  }

  @Test
  void adviceIsByTheCopyAndSaysSo() throws SQLException {
    Report report = advice(null, BY_WORD, "select pad from pile where id = $1", BY_ID);
    assertThat(report.means()).isEqualTo(Means.SAMPLE);
    assertThat(report.sample().part()).isBetween(0.2, 0.9);
    assertThat(report.why()).contains("not the node's own");
    assertThat(report.recommendations())
        .allSatisfy(one -> assertThat(one.kind()).isEqualTo(Kind.CREATE))
        .allSatisfy(one -> assertThat(one.level()).isEqualTo(Level.COPY))
        .extracting(Recommendation::table)
        .containsOnly("public.words", "public.pile");
    Report whole = advice(null, BY_ID);
    assertThat(whole.sample().part()).isEqualTo(1);
    assertThat(whole.recommendations())
        .filteredOn(one -> one.kind() == Kind.DROP)
        .extracting(Recommendation::index)
        .contains("words_id");
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> assertThat(store.value(LEFT)).isEqualTo("0"));
  }

  @Test
  void theClockWorksThereToo() {
    Report report = advice(1L << 30, "select count(*) from words where word = 'w17'");
    assertThat(report.clock().missing()).isNull();
    assertThat(report.clock().copy().part()).isEqualTo(1);
    Recommendation only = report.recommendations().get(0);
    assertThat(only.level()).isEqualTo(Level.CLOCK);
    assertThat(only.effects().get(0).millisAfter())
        .isLessThan(only.effects().get(0).millisBefore());
  }
}
