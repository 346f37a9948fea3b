package io.athanor.profiling.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contract.Advice.Effect;
import io.athanor.contract.Advice.Level;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.Advice.Report;
import io.athanor.contract.Advice.Weighted;
import io.athanor.contract.Copies.Copy;
import io.athanor.contract.Copies.Time;
import io.athanor.contract.Copies.Timed;
import io.athanor.contract.Json;
import io.athanor.contract.WhatIf.Answer;
import io.athanor.contract.WhatIf.Ask;
import io.athanor.contract.WhatIf.Column;
import io.athanor.contract.WhatIf.Described;
import io.athanor.contract.WhatIf.Made;
import io.athanor.contract.WhatIf.Means;
import io.athanor.contract.WhatIf.Planned;
import io.athanor.contract.WhatIf.Table;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.contract.WhatIf.Tried;
import io.athanor.contract.WhatIf.Writes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reports of analyses, with a planner and a clock that are played: each column has its index. */
@ExtendWith(VertxExtension.class)
class SelectionTest {

  private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
  private static final double PLANNED = 1_000;

  /** For the planner the index on {@code a} is worth a hundred times as much, for the clock not. */
  private final Map<String, Double> planned = Map.of("a", 10.0, "b", 900.0);

  private final Map<String, Double> before = Map.of("a", 20.0, "b", 500.0);
  private final Map<String, Double> after = Map.of("a", 15.0, "b", 5.0);
  private double part = 1;
  private String untimed = "";

  private static Described described() {
    Column a = new Column("a", "bigint", -1, 0, 8, 0);
    Column b = new Column("b", "bigint", -1, 0, 8, 0);
    Table table =
        new Table(
            "public",
            "t",
            1e6,
            1L << 27,
            false,
            new Writes(3_000, 0, 0, 0),
            List.of(a, b),
            List.of(),
            List.of());
    return new Described(180_000, NOW.minusSeconds(3_600), null, List.of(table), Map.of());
  }

  private static String statement(String column) {
    return "select max(" + column + ") from t where " + column + " = $1";
  }

  /** The index among these that serves a statement, or null. */
  private static String index(String sql, List<String> create) {
    String column = sql.substring(sql.length() - "a = $1".length()).substring(0, 1);
    return create.stream()
        .filter(one -> one.contains("(" + column))
        .map(one -> one.substring("CREATE INDEX ".length(), one.indexOf(" ON ")))
        .findFirst()
        .orElse(null);
  }

  private static List<Made> made(Trial trial) {
    return trial.create().stream().map(one -> new Made("", "t", 1L << 20, null)).toList();
  }

  private Future<Answer> plan(Ask ask) {
    List<Tried> tried = new ArrayList<>();
    for (Trial trial : ask.trials()) {
      tried.add(
          new Tried(
              made(trial),
              trial.statements().stream()
                  .map(place -> planned(ask.statements().get(place), trial.create()))
                  .toList()));
    }
    return Future.succeededFuture(new Answer(Means.TWIN, null, null, null, tried));
  }

  private Planned planned(String sql, List<String> create) {
    String index = index(sql, create);
    String column = sql.substring("select max(".length()).substring(0, 1);
    String plan =
        ("[{'Plan': {'Node Type': 'Seq Scan', 'Total Cost': 1000, 'Plan Rows': 1, 'Schema': 'public',"
                + " 'Relation Name': 't', 'Alias': 't', 'Filter': '("
                + column
                + " = $1)'}}]")
            .replace('\'', '"');
    return index == null
        ? new Planned(PLANNED, List.of(), new Json(plan), null)
        : new Planned(planned.get(column), List.of(index), new Json(plan), null);
  }

  private final class PlayedCopy implements TimedCopy {
    @Override
    public Future<Copy> make(List<String> tables, long bytes) {
      return Future.succeededFuture(new Copy(1, part, 1));
    }

    @Override
    public Future<List<Timed>> time(boolean own, List<String> statements, List<Trial> trials) {
      return Future.succeededFuture(
          trials.stream()
              .map(
                  trial ->
                      new Timed(
                          made(trial),
                          trial.statements().stream()
                              .map(place -> time(statements.get(place), trial.create()))
                              .toList()))
              .toList());
    }

    private Time time(String sql, List<String> create) {
      String index = index(sql, create);
      String column = sql.substring("select max(".length()).substring(0, 1);
      if (untimed.equals(column)) {
        return new Time(null, false, List.of(), "no parameters of it were seen");
      }
      return index == null
          ? new Time(before.get(column), true, List.of(), null)
          : new Time(after.get(column), true, List.of(index), null);
    }

    @Override
    public Future<Void> remove() {
      return Future.succeededFuture();
    }
  }

  private Report report(Vertx vertx, TimedCopy copy) throws Exception {
    Selection selection = new Selection(vertx, this::plan, false, described(), NOW);
    if (copy != null) {
      selection.by(copy, 1L << 30);
    }
    List<Weighted> workload =
        Stream.of("a", "b").map(one -> new Weighted(one, statement(one), 60, null)).toList();
    return selection.of(workload, 1L << 30).await(30, TimeUnit.SECONDS);
  }

  private static List<String> order(Report report) {
    return report.recommendations().stream().map(one -> one.effects().get(0).statement()).toList();
  }

  @Test
  void thePlannerRanksByItsCosts(Vertx vertx) throws Exception {
    Report report = report(vertx, null);
    assertThat(order(report)).containsExactly("a", "b");
    assertThat(report.recommendations()).allMatch(one -> one.level() == Level.PLANNER);
    assertThat(report.recommendations().get(0).savedMillis()).isCloseTo(60 * 9.9, within(60.0));
  }

  @Test
  void whatIsKnownByTheClockIsRankedAndCountedByIt(Vertx vertx) throws Exception {
    Report report = report(vertx, new PlayedCopy());
    assertThat(order(report)).containsExactly("b", "a");
    assertThat(report.recommendations()).allMatch(one -> one.level() == Level.CLOCK);
    Recommendation first = report.recommendations().get(0);
    assertThat(first.writeMillis()).isPositive();
    assertThat(first.savedMillis()).isCloseTo(60 * 495 - first.writeMillis(), within(1e-6));
    assertThat(first.benefit()).isEqualTo(Benefit.of(60 * 495 - first.writeMillis())).isEqualTo(6);
    Recommendation second = report.recommendations().get(1);
    assertThat(second.savedMillis()).isCloseTo(60 * 5 - second.writeMillis(), within(1e-6));
    assertThat(second.benefit()).isEqualTo(2);
  }

  /** A sample has fewer rows to write as well as to read. */
  @Test
  void onASampleWritingCountsAsMuchLess(Vertx vertx) throws Exception {
    double whole = report(vertx, new PlayedCopy()).recommendations().get(0).writeMillis();
    part = 0.1;
    Recommendation first = report(vertx, new PlayedCopy()).recommendations().get(0);
    assertThat(first.writeMillis()).isCloseTo(whole / 10, within(1e-6));
    assertThat(first.savedMillis()).isCloseTo(60 * 495 - whole / 10, within(1e-6));
  }

  @Test
  void whatWasNotTimedKeepsThePlannersWord(Vertx vertx) throws Exception {
    Recommendation planned = report(vertx, null).recommendations().get(0);
    untimed = "a";
    Recommendation kept =
        report(vertx, new PlayedCopy()).recommendations().stream()
            .filter(one -> one.id().equals(planned.id()))
            .findFirst()
            .orElseThrow();
    assertThat(kept.level()).isEqualTo(Level.PLANNER);
    assertThat(kept.savedMillis()).isEqualTo(planned.savedMillis());
    assertThat(kept.benefit()).isEqualTo(planned.benefit());
    assertThat(kept.effects())
        .extracting(Effect::notTimed)
        .containsExactly("no parameters of it were seen");
  }
}
