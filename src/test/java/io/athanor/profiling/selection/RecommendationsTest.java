package io.athanor.profiling.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Advice.Level;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.WhatIf.Described;
import io.athanor.contract.WhatIf.Index;
import io.athanor.contract.WhatIf.Table;
import io.athanor.contract.WhatIf.Writes;
import io.athanor.profiling.advice.Candidate;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Statements that are recommended are such whatever the names are. */
class RecommendationsTest {

  private static final Index INDEX =
      new Index(
          "we\"ird",
          "i\"; drop table t",
          "CREATE INDEX x ON y (z)",
          "btree",
          List.of("z"),
          List.of(),
          null,
          false,
          false,
          true,
          8192,
          0);

  @Test
  void namesWithQuotesStayNames() {
    Table table =
        new Table(
            "we\"ird",
            "t",
            1,
            8192,
            false,
            new Writes(0, 0, 0, 0),
            List.of(),
            List.of(INDEX),
            List.of());
    Trials none = (statements, trials, plans) -> Future.succeededFuture(List.of());
    Described described = new Described(18, null, null, List.of(table), Map.of());
    Recommendations recommendations =
        new Recommendations(
            List.of(),
            new CostBook(none),
            new WriteCost(described, Instant.EPOCH, List.of()),
            Level.PLANNER);
    Recommendation drop = recommendations.drop(INDEX, table, "why");
    assertThat(drop.apply())
        .isEqualTo("DROP INDEX CONCURRENTLY IF EXISTS \"we\"\"ird\".\"i\"\"; drop table t\";");
    assertThat(drop.revert()).isEqualTo("CREATE INDEX CONCURRENTLY x ON y (z);");
    Candidate candidate =
        new Candidate(
            "we\"ird", "t", "btree", List.of(new Candidate.Key("z", "z")), List.of(), null, 0, "");
    assertThat(candidate.definition()).contains(" ON \"we\"\"ird\".t ");
  }
}
