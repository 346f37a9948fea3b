package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.athanor.contract.PlannerStatistics;
import io.athanor.contract.PlannerStatistics.Export;
import io.athanor.contract.PlannerStatistics.Exported;
import io.athanor.contract.PlannerStatistics.Relation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a node exports of its database. With {@code -Dathanor.gate=write} the database is a large
 * one, and what is exported is the file that StatementGateIT plans with.
 */
class LaboratoryStatisticsIT {

  static final Path FILE = Path.of("src/test/resources/gate/laboratory.json");

  private static final boolean WRITE = "write".equals(System.getProperty("athanor.gate"));
  private static final int EXPERIMENTS = WRITE ? 40_000 : 1_000;
  private static final int RECORDS = WRITE ? 4_000 : 200;

  @RegisterExtension static final StoreNode store = new StoreNode();

  @BeforeAll
  static void fill() throws Exception {
    try (Connection connection = store.target().connect()) {
      Sql.column(
          connection,
          "select ensure_partitions(relname, '2025-10-15', 2) from pg_class where relkind = 'p'");
      Crowd.settle(connection);
      // The other records have the same numbers.
      Sql.execute(
          connection,
          "update running set experiment_id = replace(experiment_id::text, '-a000-', '-b000-')::uuid",
          "update experiments set id = replace(id::text, '-a000-', '-b000-')::uuid");
      Crowd.fill(connection, 0, EXPERIMENTS);
      Stacks.fill(connection, 1, RECORDS);
      Sql.execute(connection, "set default_statistics_target = 40", "vacuum analyze");
    }
  }

  private static Exported exported(boolean values) {
    return store.get(PlannerStatistics.EXPORT, new Export(values));
  }

  private static Relation relation(Exported all, String name) {
    return all.relations().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everythingThatThePlannerKnowsIsExported() throws Exception {
    Exported all = exported(true);
    Relation experiments = relation(all, "experiments");
    assertThat(experiments.rows()).isGreaterThan(2.0 * EXPERIMENTS);
    assertThat(experiments.blocks()).isPositive();
    assertThat(experiments.columns())
        .anySatisfy(one -> assertThat(one.common()).startsWith("{").endsWith("}"));
    assertThat(relation(all, "experiments_pkey").table()).isEqualTo("experiments");
    assertThat(relation(all, "outcomes_202510").bound()).startsWith("FOR VALUES FROM");
    if (WRITE) {
      JsonMapper json =
          JsonMapper.builder()
              .addModule(new JavaTimeModule())
              .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
              .defaultPropertyInclusion(
                  JsonInclude.Value.construct(
                      JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY))
              .build();
      StringBuilder text = new StringBuilder();
      String whole = json.writeValueAsString(all);
      text.append(whole.replace("{\"schema\":\"public\"", "\n{\"schema\":\"public\"")).append('\n');
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, text);
    }
  }

  @Test
  void valuesAreLeftOutWhereTheyAreNotWanted() {
    Exported all = exported(false);
    assertThat(all.values()).isFalse();
    assertThat(all.relations())
        .flatExtracting(Relation::columns)
        .isNotEmpty()
        .allSatisfy(
            one -> {
              assertThat(one.common()).isNull();
              assertThat(one.histogram()).isNull();
              assertThat(one.elements()).isNull();
            });
    assertThat(relation(all, "experiments").rows()).isPositive();
  }
}
