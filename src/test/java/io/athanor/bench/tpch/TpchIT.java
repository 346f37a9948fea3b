package io.athanor.bench.tpch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.support.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The workload by which advice about indexes is judged is right, and so is what the twin says. */
class TpchIT {

  @RegisterExtension static final TestDatabase database = TestDatabase.migrated();

  private static final double WITHOUT_INDEXES = 0.01;
  private static final double WITH_INDEXES = 0.03;

  /** How many rows each query has at this scale. */
  private static final String ROWS =
      "Q1=4 Q3=10 Q4=5 Q5=5 Q6=1 Q7=4 Q8=2 Q9=173 Q10=20 Q11=1 Q12=2 Q13=31 Q14=1 Q15=1 Q16=296"
          + " Q18=2 Q19=1 Q21=1 Q22=7";

  private static TpchDatabase tpch;

  @BeforeAll
  static void load() throws Exception {
    tpch = TpchDatabase.load(database.administration(), 0.01);
  }

  @AfterAll
  static void drop() throws Exception {
    tpch.close();
  }

  private static void assertClose(Map<String, Double> twin, Map<String, Double> real, double part) {
    SoftAssertions all = new SoftAssertions();
    real.forEach(
        (query, cost) ->
            all.assertThat(twin.get(query)).as(query).isCloseTo(cost, within(cost * part)));
    all.assertAll();
  }

  @Test
  void theQueriesAnswerWhatTheyShould() throws Exception {
    List<String> told = new ArrayList<>();
    try (BuiltTrial trial = BuiltTrial.of(tpch, TpchDatabase.BY_HAND)) {
      Map<String, Clocked> clocked = trial.clock(Duration.ofMinutes(1), told::add);
      assertThat(clocked.values()).allMatch(Clocked::ended);
      assertThat(
              clocked.entrySet().stream()
                  .map(query -> query.getKey() + "=" + query.getValue().rows())
                  .collect(Collectors.joining(" ")))
          .isEqualTo(ROWS);
    }
    assertThat(told).hasSize(19);
    try (Connection session = tpch.session()) {
      assertThat(Sql.text(session, tpch.queries().get("Q6"))).isEqualTo("1193053.2253");
    }
  }

  @Test
  void withoutIndexesTheTwinCostsWhatTheDatabaseCosts() throws Exception {
    Costs twin = TwinTrial.of(tpch, List.of());
    try (BuiltTrial nothing = BuiltTrial.of(tpch, List.of())) {
      Costs real = nothing.costs();
      assertThat(real.before()).hasSize(19);
      assertClose(twin.before(), real.before(), WITHOUT_INDEXES);
      assertThat(twin.part()).isEqualTo(1);
    }
  }

  /** Sizes differ where the columns of an index depend on each other. */
  @Test
  void withIndexesTheTwinCostsWhatTheDatabaseWillCost() throws Exception {
    Costs twin = TwinTrial.of(tpch, TpchDatabase.BY_HAND);
    try (BuiltTrial trial = BuiltTrial.of(tpch, TpchDatabase.BY_HAND)) {
      Costs real = trial.costs();
      assertClose(twin.before(), real.before(), WITHOUT_INDEXES);
      assertClose(twin.after(), real.after(), WITH_INDEXES);
      assertThat(real.part()).isLessThan(0.9);
      real.bytes()
          .forEach(
              (index, bytes) ->
                  assertThat((double) twin.bytes().get(index) / bytes)
                      .as(index)
                      .isBetween(0.9, index.equals("lineitem_part") ? 2.5 : 1.1));
    }
  }
}
