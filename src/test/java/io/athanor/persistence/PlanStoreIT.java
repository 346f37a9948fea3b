package io.athanor.persistence;

import static io.athanor.contract.Histories.LIST;
import static io.athanor.contract.Histories.SAMPLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Caller;
import io.athanor.contract.Histories.ListPlans;
import io.athanor.contract.Histories.PlanList;
import io.athanor.contract.Histories.Sampled;
import io.athanor.contract.Histories.SeenPlan;
import io.athanor.contract.Histories.StatementPlans;
import io.athanor.contract.Json;
import io.athanor.contract.Role;
import io.athanor.profiling.ProfilingConfig;
import io.athanor.profiling.ProfilingVerticle;
import io.athanor.support.Await;
import io.athanor.support.Executed;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Plans of before a restart and of other nodes are there. */
class PlanStoreIT {

  private static final Json INDEX = plan("Index Scan", ", 'Index Name': 'stones_pkey'");
  private static final Json SCAN = plan("Seq Scan", "");
  private static final String FIND = "papers.get";

  @RegisterExtension static final StoreNode store = new StoreNode();

  @BeforeEach
  void forget() throws Exception {
    store.execute("truncate statement_plans");
  }

  private static Json plan(String type, String more) {
    return new Json(
        ("[{'Plan': {'Node Type': '"
                + type
                + "', 'Total Cost': 8.5, 'Plan Rows': 1, 'Schema': 'public', 'Relation Name': 'stones', 'Alias': 'stones'"
                + more
                + "}}]")
            .replace('\'', '"'));
  }

  /** A node from its start to its end, which shares nothing with another one but the database. */
  private static final class OneNode implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final NodeBus node = NodeBus.create(vertx);
    private final Bus bus = node.open(Role.HTTP);
    private final Bus persistence = node.open(Role.PERSISTENCE);
    private final Database database;
    private final PlanCounts counts;

    OneNode() {
      Await.value(
          vertx.deployVerticle(
              new PersistenceVerticle(node, store.target(), StoreNode.config(2), 3)));
      ProfilingConfig config =
          new ProfilingConfig(
              true,
              500,
              10,
              new ProfilingConfig.SlowLog(false, 1 << 20, Duration.ofHours(1), 2, false));
      Await.value(vertx.deployVerticle(new ProfilingVerticle(config, node)));
      database = Database.open(vertx, store.target(), StoreNode.config(1), new StatementMeter());
      counts = new PlanCounts(database);
    }

    void sampled(Json generic, Instant at) {
      persistence.publish(SAMPLED, new Sampled(FIND, null, generic, null, 0, at));
    }

    /** Waits until a plan of this kind is the current one. */
    void sampled(Json generic, String title) {
      sampled(generic, Instant.now());
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> current() != null && current().text().contains(title));
    }

    void executed(long count, long millis) {
      counts.add(Executed.times(FIND, count, millis));
      Await.value(counts.flush());
    }

    PlanList list() {
      return Await.value(bus.request(LIST, new ListPlans(FIND, 50, null, Caller.ADMIN)));
    }

    SeenPlan current() {
      List<StatementPlans> found = list().statements();
      return found.isEmpty() ? null : found.get(0).plans().get(0);
    }

    @Override
    public void close() {
      Await.value(database.close());
      Await.value(vertx.close());
    }
  }

  @Test
  void aFlipAfterARestartIsAFinding() {
    try (OneNode before = new OneNode()) {
      before.sampled(INDEX, "Index Scan");
      before.executed(10, 1);
      assertThat(before.current().executions()).isEqualTo(10);
    }
    try (OneNode after = new OneNode()) {
      assertThat(after.current().text()).contains("Index Scan using stones_pkey on stones");
      after.executed(10, 50);
      assertThat(after.current().executions())
          .as("it may have another plan now, which nobody has seen yet")
          .isEqualTo(10);
      after.sampled(SCAN, "Seq Scan");
      after.executed(4, 50);
      assertThat(after.list().flips()).as("too few executions").isEmpty();
      after.executed(4, 50);
      assertThat(after.list().flips())
          .singleElement()
          .satisfies(
              flip -> {
                assertThat(flip.meanMillisBefore()).isEqualTo(1);
                assertThat(flip.meanMillisAfter()).isEqualTo(50);
                assertThat(flip.change())
                    .isEqualTo("Index Scan using stones_pkey on stones became Seq Scan on stones");
              });
      after.sampled(INDEX, "Index Scan");
      assertThat(after.current().executions()).as("its old times are another story").isZero();
      assertThat(after.list().flips()).isEmpty();
    }
  }

  @Test
  void nodesSeeThePlansOfEachOtherAndCountEachOnce() {
    try (OneNode one = new OneNode();
        OneNode other = new OneNode()) {
      one.sampled(INDEX, "Index Scan");
      other.sampled(SCAN, "Seq Scan");
      for (OneNode node : List.of(one, other)) {
        assertThat(node.list().statements().get(0).plans())
            .extracting(SeenPlan::current)
            .containsExactly(true, false);
        assertThat(node.current().text()).contains("Seq Scan");
      }
      one.executed(3, 1);
      other.executed(4, 1);
      assertThat(one.current().executions()).isEqualTo(7);
      Instant at = Instant.now();
      one.sampled(SCAN, at);
      other.sampled(SCAN, at);
      await()
          .until(
              () ->
                  one.current().lastSeen().equals(other.current().lastSeen())
                      && one.current().taken() == 2);
      other.list();
      assertThat(one.current().taken()).isEqualTo(2);
    }
  }
}
