package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Experiments.Include;
import io.athanor.persistence.Plans.Plan;
import io.athanor.support.TestDatabase;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Statements that run all the time touch as much of a database with 200,000 waiting and 200,000
 * finished experiments as of one with a tenth of them, under generic plans.
 */
class PlansIT {

  private static final Logger log = LoggerFactory.getLogger(PlansIT.class);
  private static final int FEW = 20_000;
  private static final int MANY = 200_000;

  /** Blocks that a statement may touch more in the larger database: trees grow by a level. */
  private static final double GROWTH = 1.5;

  private static final int SLACK = 12;

  /** The tables that run experiments; those of the research store have tests of their own. */
  private static final String QUEUE =
      "'contents', 'content_chunks', 'experiments', 'experiment_tags', 'program_profiles', 'waiting', 'dependencies', 'held', 'admissions', 'ready', 'running', 'leases',"
          + " 'attempts', 'failure_groups', 'metrics', 'artifacts', 'output_chunks', 'outcomes', 'outbox', 'idempotency'";

  @RegisterExtension static final TestDatabase database = TestDatabase.migrated();

  private static Map<String, Statement> named() throws Exception {
    return StatementsIT.constants().stream()
        .collect(Collectors.toMap(Statement::name, Function.identity()));
  }

  private static Map<String, Plan> all(Plans plans) throws Exception {
    Map<String, Statement> named = named();
    Map<String, Plan> found = new LinkedHashMap<>();
    for (Map.Entry<String, Tuple> call : CrowdCalls.calls().entrySet()) {
      Statement statement = named.get(call.getKey());
      found.put(call.getKey(), plans.of(statement, call.getValue()));
    }
    Statement get = GetStatement.including(List.of(Include.values()));
    for (Map.Entry<String, Tuple> one : CrowdLists.documents().entrySet()) {
      found.put(get.name() + " " + one.getKey(), plans.of(get, one.getValue()));
    }
    for (Map.Entry<Statement, Tuple> list : CrowdLists.lists().entrySet()) {
      found.put(list.getKey().name(), plans.of(list.getKey(), list.getValue()));
    }
    for (ExperimentRequests.Served list : ExperimentRequests.ALL) {
      found.put(list.index(), plans.of(list.statement(), list.parameters()));
    }
    return found;
  }

  private static void assertBounded(Map<String, Plan> few, Map<String, Plan> many) {
    List<String> faults = new ArrayList<>();
    many.forEach(
        (name, plan) -> {
          if (!plan.scans().isEmpty()) {
            faults.add(name + " reads all of " + plan.scans());
          }
          long before = few.get(name).blocks();
          if (plan.blocks() > before * GROWTH + SLACK) {
            faults.add(name + " touches " + plan.blocks() + " blocks after " + before);
            log.warn("{}: {}", name, plan.text());
          }
        });
    assertThat(faults).isEmpty();
  }

  /** The plans of a pool whose connections are older than the experiments. */
  @Test
  void plansMadeForEmptyTablesStayGood() throws Exception {
    JdbcTarget target = database.another();
    try (Connection connection = target.connect();
        Plans plans = Plans.open(target)) {
      Crowd.settle(connection);
      Sql.execute(connection, "vacuum analyze");
      all(plans);
      Crowd.fill(connection, 1, FEW);
      Map<String, Plan> few = all(plans);
      Crowd.fill(connection, FEW + 1, MANY);
      assertBounded(few, all(plans));
    } finally {
      database.drop(target);
    }
  }

  @Test
  void plansWithFreshStatisticsAreGoodAndUseEveryIndex() throws Exception {
    JdbcTarget target = database.another();
    try (Connection connection = target.connect()) {
      Crowd.settle(connection);
      Crowd.fill(connection, 1, FEW);
      Sql.execute(connection, "vacuum analyze");
      Map<String, Plan> few = freshly(target);
      Crowd.fill(connection, FEW + 1, MANY);
      Sql.execute(connection, "vacuum analyze");
      Map<String, Plan> many = freshly(target);
      assertBounded(few, many);
      Set<String> used = new TreeSet<>();
      many.values().forEach(plan -> used.addAll(plan.indexes()));
      assertThat(unused(connection, used)).as("indexes that no statement uses").isEmpty();
      for (ExperimentRequests.Served list : ExperimentRequests.ALL) {
        assertThat(many.get(list.index()).indexes())
            .as(list.query())
            .containsAnyElementsOf(partitions(connection, list.index()));
      }
    } finally {
      database.drop(target);
    }
  }

  private static Map<String, Plan> freshly(JdbcTarget target) throws Exception {
    try (Plans plans = Plans.open(target)) {
      return all(plans);
    }
  }

  /** An index by its own name and by those that it has on the months. */
  private static List<String> partitions(Connection connection, String index) throws SQLException {
    return Sql.column(
        connection,
        "select relid::text from pg_partition_tree('" + index + "') union select '" + index + "'");
  }

  /** Indexes that enforce nothing and were not used, by the name that the migration gave them. */
  private static List<String> unused(Connection connection, Set<String> used) throws SQLException {
    List<String> unused = new ArrayList<>();
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select c.relname, coalesce((select string_agg(p.relname, ' ') from pg_partition_tree(c.oid) t"
                    + " join pg_class p on p.oid = t.relid), c.relname)"
                    + " from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace"
                    + " where n.nspname = 'public' and not i.indisunique and not c.relispartition and c.relname not like 'flyway%'"
                    + " and i.indrelid::regclass::text in ("
                    + QUEUE
                    + ")")) {
      while (rows.next()) {
        if (List.of(rows.getString(2).split(" ", -1)).stream().noneMatch(used::contains)) {
          unused.add(rows.getString(1));
        }
      }
    }
    return unused;
  }

  /** The overview of a queue looks at no more than it promises. */
  @Test
  void theOverviewOfALongQueueIsBounded() throws Exception {
    JdbcTarget target = database.another();
    try (Connection connection = target.connect();
        Plans plans = Plans.open(target)) {
      Crowd.settle(connection);
      Crowd.fill(connection, 1, 60_000);
      Sql.execute(connection, "vacuum analyze");
      Plan overview = plans.of(StatementsIT.named("experiments.queue"), Tuple.tuple());
      assertThat(overview.scans()).isEmpty();
      Crowd.fill(connection, 60_001, 120_000);
      Sql.execute(connection, "vacuum analyze");
      Plan later = plans.of(StatementsIT.named("experiments.queue"), Tuple.tuple());
      assertThat(later.scans()).isEmpty();
      assertThat(later.blocks()).isLessThanOrEqualTo((long) (overview.blocks() * GROWTH));
    } finally {
      database.drop(target);
    }
  }
}
