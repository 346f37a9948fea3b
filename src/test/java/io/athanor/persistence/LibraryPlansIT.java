package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Kind;
import io.athanor.persistence.Plans.Plan;
import io.athanor.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every index of the research store has the request that it serves, and that request touches no
 * more of ten times as many records. Those of experiments are asked for in {@link PlansIT}, those
 * of the literature's graph in {@link LiteraturePlansIT}.
 */
class LibraryPlansIT {

  private static final int FEW = 4_000;
  private static final int MANY = 40_000;
  private static final double GROWTH = 1.5;
  private static final int SLACK = 12;
  private static final String PARENT = "00000000-0000-7000-a000-000000000007";

  /** Looked up where a parent is deleted, and asked for in the other tests of plans. */
  private static final Set<String> ELSEWHERE =
      Set.of("results_parent", "papers_title_similarity", "idx_entities_activity_influence");

  @RegisterExtension static final TestDatabase database = TestDatabase.migrated();

  private static Plan plan(Plans plans, String served) throws SQLException {
    RecordQuery query = query(served);
    return plans.of(query.statement(), query.parameters());
  }

  /** The page of a line of {@link ServedIndexes}. */
  static RecordQuery query(String served) {
    String[] words = served.split(" ", -1);
    Map<String, String> filters = new LinkedHashMap<>();
    String sort = null;
    for (int i = 2; i < words.length; i++) {
      String[] pair = words[i].replace("PARENT", PARENT).split("=", 2);
      if (pair[0].equals("sort")) {
        sort = pair[1];
      } else {
        filters.put(pair[0], pair[1]);
      }
    }
    return RecordQuery.of(Library.page(Kind.valueOf(words[1]), filters, sort, 50, null), false);
  }

  private static Map<String, Plan> plans() throws SQLException {
    Map<String, Plan> all = new LinkedHashMap<>();
    try (Plans plans = Plans.open(database.target())) {
      for (String served : ServedIndexes.ALL) {
        all.put(served, plan(plans, served));
      }
    }
    return all;
  }

  @Test
  void everyIndexServesItsRequestHoweverManyRecordsThereAre() throws Exception {
    try (Connection connection = database.target().connect()) {
      Stacks.fill(connection, 1, FEW);
      Sql.execute(connection, "vacuum analyze");
      Map<String, Plan> few = plans();
      Stacks.fill(connection, FEW + 1, MANY);
      Sql.execute(connection, "vacuum analyze");
      List<String> faults = new ArrayList<>();
      plans()
          .forEach(
              (served, plan) -> {
                String index = served.substring(0, served.indexOf(' '));
                long before = few.get(served).blocks();
                if (!plan.indexes().contains(index)) {
                  faults.add(served + " uses " + plan.indexes());
                }
                if (!plan.scans().isEmpty()) {
                  faults.add(served + " reads all of " + plan.scans());
                }
                if (plan.blocks() > before * GROWTH + SLACK) {
                  faults.add(served + " touches " + plan.blocks() + " blocks after " + before);
                }
              });
      assertThat(faults).isEmpty();
    }
  }

  private static List<String> rows(String sql) throws SQLException {
    try (Connection connection = database.target().connect()) {
      return Sql.column(connection, sql);
    }
  }

  @Test
  void thereAreAllThirtyTwoNames() throws Exception {
    assertThat(ServedIndexes.NAMED).hasSize(32).doesNotHaveDuplicates();
    assertThat(
            rows(
                "select relname from pg_class where relkind in ('i', 'I') and not relispartition and relname like 'idx\\_%'"))
        .containsAll(ServedIndexes.NAMED);
    assertThat(ServedIndexes.requests().keySet()).containsAll(ServedIndexes.NAMED);
    assertThat(ServedIndexes.NAMED).containsAll(ServedIndexes.COVERED);
  }

  @Test
  void noIndexIsWithoutARequest() throws Exception {
    Set<String> known = new TreeSet<>(ELSEWHERE);
    ServedIndexes.ALL.forEach(served -> known.add(served.substring(0, served.indexOf(' '))));
    String tables =
        Stream.of(Kind.values())
            .filter(
                kind ->
                    !Set.of(Kind.PAPER_TOPIC, Kind.TOPIC_SIMILARITY, Kind.RELATIONSHIP)
                        .contains(kind))
            .map(kind -> "'" + RecordTables.of(kind).table() + "'")
            .collect(java.util.stream.Collectors.joining(", "));
    assertThat(
            rows(
                "select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid where not i.indisunique"
                    + " and i.indrelid::regclass::text in ("
                    + tables
                    + ")"))
        .isSubsetOf(known);
  }
}
