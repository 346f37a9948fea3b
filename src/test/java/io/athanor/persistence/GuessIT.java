package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Advice;
import io.athanor.contract.Advice.Analysis;
import io.athanor.contract.Advice.Level;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.Advice.Report;
import io.athanor.contract.Advice.Weighted;
import io.athanor.contract.Caller;
import io.athanor.contract.WhatIf.Means;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Advice on a server where no planner can be asked about indexes that are not there. */
class GuessIT {

  @RegisterExtension static final StoreNode store = StoreNode.onForeignServer();

  @BeforeAll
  static void start() throws Exception {
    store.profile();
    Sql.execute(
        store.target(),
        "create table words (id int primary key, word text, half int, grown timestamptz);"
            + " create table few (id int, word text); insert into few select n, 'w' || n from generate_series(1, 50) n;"
            + " insert into words select n, 'w' || n, n % 2, now() from generate_series(1, 30000) n; analyze");
  }

  private static Report advice(String... statements) {
    List<Weighted> workload =
        List.of(statements).stream().map(sql -> new Weighted(sql, sql, 3_600, null)).toList();
    Analysis begun =
        store.get(Advice.ANALYZE, new Advice.Analyze(workload, 1L << 30, null, Caller.ADMIN));
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> store.get(Advice.GET, new Advice.Get(begun.id(), Caller.ADMIN)),
            analysis -> analysis.endedAt() != null)
        .report();
  }

  @Test
  void whatReadsAllForAFewRowsIsGuessedToWantAnIndex() {
    Report report =
        advice(
            "select id from words where word = $1 and half = 1",
            "select count(*) from words",
            "select id from words where id = $1",
            "select id from few where word = $1");
    assertThat(report.means()).isEqualTo(Means.NONE);
    Recommendation only = report.recommendations().get(0);
    assertThat(report.recommendations())
        .filteredOn(one -> one.kind() == Advice.Kind.CREATE)
        .containsExactly(only);
    assertThat(only.level()).isEqualTo(Level.GUESS);
    assertThat(only.apply()).contains("ON public.words USING btree (", "word");
    assertThat(only.losers()).isEmpty();
    assertThat(only.effects())
        .singleElement()
        .satisfies(one -> assertThat(one.after()).isLessThan(one.before() / 10));
  }

  @Test
  void nothingIsGuessedWhereHalfOfTheRowsAreWanted() {
    assertThat(advice("select id from words where half = 1").recommendations())
        .noneMatch(one -> one.kind() == Advice.Kind.CREATE);
  }
}
