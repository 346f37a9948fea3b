package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Advice.Kind;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.Advice.Report;
import io.athanor.contract.Advice.Weighted;
import io.athanor.contract.WhatIf;
import io.athanor.contract.WhatIf.Described;
import io.athanor.profiling.selection.Selection;
import io.athanor.support.Await;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Each index of the research store is dropped in turn, and one that does the same is advised; with
 * all in their places nothing is.
 */
class EachIndexIT {

  private static final int RECORDS = 4_000;
  private static final long BUDGET = 1L << 30;

  /** An index of one column less is smaller, and may be the better choice for one page. */
  private static final double AS_GOOD = 1.5;

  /** How the selection turns the planner's units into time. */
  private static final double MILLIS_OF_UNIT = 0.01;

  /**
   * The planner takes its range of rows, which is that of one fingerprint, for a ninth of the
   * table.
   */
  private static final String MISJUDGED = "experiments.find-reusable";

  /** What the table of the test is printed with. */
  private static final String LINE = "%-45s %9.1f %9.1f %9.1f  %s%n";

  @RegisterExtension static final StoreNode store = new StoreNode();

  @BeforeAll
  static void fill() throws Exception {
    try (Connection connection = store.target().connect()) {
      Stacks.fill(connection, 1, RECORDS);
      Sql.execute(connection, "vacuum analyze");
    }
  }

  private static Report analysis(List<Weighted> workload) {
    Described described = store.get(WhatIf.DESCRIBE, new WhatIf.Describe(List.of()));
    Selection selection =
        new Selection(
            store.vertx(), ask -> store.ask(WhatIf.ASK, ask), true, described, Instant.now());
    return Await.value(selection.of(workload, BUDGET));
  }

  private static Weighted served(String line) {
    return new Weighted(line, LibraryPlansIT.query(line).statement().text(), 60, null);
  }

  /** What each page costs with its index. */
  private static Map<String, Double> costs() {
    List<String> texts = ServedIndexes.ALL.stream().map(line -> served(line).sql()).toList();
    WhatIf.Trial trial =
        new WhatIf.Trial(List.of(), List.of(), IntStream.range(0, texts.size()).boxed().toList());
    List<WhatIf.Planned> planned =
        store
            .get(WhatIf.ASK, new WhatIf.Ask(true, true, 1, texts, List.of(trial), false))
            .tried()
            .get(0)
            .planned();
    Map<String, Double> costs = new LinkedHashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      costs.put(ServedIndexes.ALL.get(i), planned.get(i).cost());
    }
    return costs;
  }

  @Tag("slow")
  @Test
  void anEquivalentOfEachIsAdvisedWhenItIsGone() throws Exception {
    List<String> faults = new ArrayList<>();
    StringBuilder table = new StringBuilder();
    Map<String, Double> costs = costs();
    for (String line : ServedIndexes.ALL) {
      String index = line.substring(0, line.indexOf(' '));
      Weighted statement = served(line);
      double with = costs.get(line);
      String definition = Sql.drop(store.target(), index);
      try {
        Report report = analysis(List.of(statement));
        double without = report.millisBefore() / statement.callsPerHour() / MILLIS_OF_UNIT;
        List<Recommendation> made =
            report.recommendations().stream().filter(it -> it.kind() == Kind.CREATE).toList();
        double advised = made.isEmpty() ? without : after(made);
        String by = made.isEmpty() ? "nothing" : made.get(0).apply();
        table.append(LINE.formatted(index, with, without, advised, by));
        if (without > with * AS_GOOD && advised > with * AS_GOOD) {
          faults.add(
              index
                  + ": "
                  + with
                  + ", without "
                  + without
                  + ", advised "
                  + by
                  + " "
                  + advised
                  + " "
                  + report.rejected());
        }
      } finally {
        Sql.execute(store.target(), definition);
      }
    }
    System.out.print(table);
    assertThat(faults).isEmpty();
  }

  private static double after(List<Recommendation> made) {
    return made.stream()
        .flatMap(one -> one.effects().stream())
        .mapToDouble(effect -> effect.after())
        .min()
        .orElseThrow();
  }

  @Test
  void withAllInTheirPlacesNothingIsMade() {
    List<Weighted> workload = new ArrayList<>();
    ServedIndexes.ALL.forEach(line -> workload.add(served(line)));
    store.get(WhatIf.STATEMENTS, new WhatIf.ListStatements()).statements().stream()
        .filter(one -> !one.name().equals(MISJUDGED))
        .forEach(one -> workload.add(new Weighted(one.name(), one.sql(), 60, null)));
    Report report = analysis(workload);
    assertThat(report.statements()).isGreaterThan(ServedIndexes.ALL.size() + 150);
    assertThat(report.recommendations().stream().filter(one -> one.kind() == Kind.CREATE))
        .as(() -> report.recommendations().stream().map(Recommendation::apply).toList().toString())
        .isEmpty();
    assertThat(report.recommendations()).isEmpty();
  }
}
