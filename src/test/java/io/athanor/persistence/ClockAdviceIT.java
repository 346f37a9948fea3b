package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contract.Advice.Kind;
import io.athanor.contract.Advice.Level;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.Advice.Report;
import io.athanor.contract.Advice.Weighted;
import io.athanor.contract.Copies.Copy;
import io.athanor.contract.Copies.Timed;
import io.athanor.contract.Role;
import io.athanor.contract.WhatIf;
import io.athanor.contract.WhatIf.Described;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.profiling.BusCopy;
import io.athanor.profiling.selection.Selection;
import io.athanor.profiling.selection.TimedCopy;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Advice by the clock from end to end. The planner takes two conditions that exclude each other for
 * a ninth of the rows, so it would rather walk through an index in the order that is asked for than
 * read and sort the table; it finds nothing and reads every row in a bad order.
 */
class ClockAdviceIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static final String MISJUDGED =
      "select * from trap where low < high and high < low order by place limit 10";
  private static final String HELPED = "select sum(low) from trap where key = 5";
  private static final long COPY = 1L << 30;

  @BeforeAll
  static void fill() throws SQLException {
    try (Connection connection = store.target().connect()) {
      Sql.execute(
          connection,
          "create table trap as select i % 5000 as key, i::bigint * 7919 % 300007 as place, i as low, i as high, repeat('p', 100) as pad"
              + " from generate_series(1, 300000) i",
          "vacuum analyze trap");
    }
  }

  @AfterEach
  void nothingIsLeft() throws SQLException {
    assertThat(
            store.value("select count(*) from pg_database where datname like 'athanor\\_copy\\_%'"))
        .isEqualTo("0");
  }

  private static Report advise(TimedCopy copy) throws Exception {
    Described described = store.get(WhatIf.DESCRIBE, new WhatIf.Describe(List.of("public.trap")));
    Selection selection =
        new Selection(
            store.vertx(), ask -> store.ask(WhatIf.ASK, ask), false, described, Instant.now());
    selection.by(copy, COPY);
    return selection
        .of(
            List.of(
                new Weighted("misjudged", MISJUDGED, 3_600, null),
                new Weighted("helped", HELPED, 3_600, null)),
            COPY)
        .await(3, TimeUnit.MINUTES);
  }

  private static List<String> created(Report report) {
    return report.recommendations().stream()
        .filter(one -> one.kind() == Kind.CREATE)
        .map(Recommendation::apply)
        .toList();
  }

  @Test
  void whatThePlannerMisjudgesIsThrownOut() throws Exception {
    Report report =
        advise(new BusCopy(store.vertx(), store.node().open(Role.PROFILING), UUID.randomUUID()));
    assertThat(report.clock().missing()).isNull();
    assertThat(report.clock().copy().part()).isEqualTo(1);
    assertThat(report.rejected())
        .anySatisfy(
            one -> {
              assertThat(one.what()).contains("(place)");
              assertThat(one.why()).startsWith("by the clock: misjudged takes ");
            });
    assertThat(created(report)).noneMatch(one -> one.contains("(place"));
    assertThat(report.clock().slower()).isEmpty();
    assertThat(report.clock().millisAfter()).isLessThan(report.clock().millisPlanner());
    assertThat(report.recommendations()).as(report.rejected().toString()).hasSize(1);
    Recommendation kept = report.recommendations().get(0);
    assertThat(kept.level()).isEqualTo(Level.CLOCK);
    assertThat(kept.apply()).contains("(key)");
    assertThat(kept.losers()).isEmpty();
    assertThat(kept.effects())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.millisAfter()).isLessThan(one.millisBefore());
              assertThat(kept.savedMillis() + kept.writeMillis())
                  .isCloseTo(3_600 * (one.millisBefore() - one.millisAfter()), within(0.001));
            });
  }

  @Test
  void whereNothingCanBeTimedThePlannersChoiceStaysAndTheReasonIsSaid() throws Exception {
    Report report =
        advise(
            new TimedCopy() {
              @Override
              public Future<Copy> make(List<String> tables, long bytes) {
                return Future.failedFuture("the disk has 5 MB free");
              }

              @Override
              public Future<List<Timed>> time(
                  boolean own, List<String> statements, List<Trial> trials) {
                return Future.failedFuture("never");
              }

              @Override
              public Future<Void> remove() {
                return Future.succeededFuture();
              }
            });
    assertThat(report.clock().missing()).contains("the disk has 5 MB free");
    assertThat(created(report)).anyMatch(one -> one.contains("(place"));
    assertThat(report.recommendations())
        .allSatisfy(one -> assertThat(one.level()).isEqualTo(Level.PLANNER));
  }
}
