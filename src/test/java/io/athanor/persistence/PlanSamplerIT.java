package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.bus.Bus;
import io.athanor.contract.Histories;
import io.athanor.contract.Histories.Sampled;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Plans are taken of slow statements, at most so many a minute, and never of themselves. */
class PlanSamplerIT {

  private static final Statement FIND =
      new Statement("marbles.find", "select id from marbles where colour = $1");

  @RegisterExtension static final StoreNode store = new StoreNode();

  private final List<Sampled> heard = new CopyOnWriteArrayList<>();
  private PlanSampler sampler;

  @BeforeAll
  static void fill() throws Exception {
    try (Connection connection = store.target().connect()) {
      Sql.execute(
          connection,
          "create table marbles (id int primary key, colour text not null)",
          "insert into marbles select i, 'c' || i from generate_series(1, 5000) i",
          "create index marbles_colour on marbles (colour)",
          "analyze marbles");
    }
  }

  @BeforeEach
  void open() {
    Await.value(store.node().open(Role.PROFILING).listen(Histories.SAMPLED, heard::add));
  }

  @AfterEach
  void stop() {
    onLoop(() -> sampler.stop());
  }

  private void sampler(int perMinute, Map<String, Statement> round) {
    Bus bus = store.node().open(Role.PERSISTENCE);
    onLoop(
        () -> {
          sampler =
              new PlanSampler(
                  store.vertx(),
                  bus,
                  ConnectionSettings.server(store.target(), StoreNode.config(1)),
                  perMinute,
                  () -> Future.succeededFuture(round),
                  true);
          sampler.start();
        });
  }

  private static void onLoop(Runnable work) {
    Future<Void> done =
        Future.future(
            promise ->
                store
                    .vertx()
                    .runOnContext(
                        go -> {
                          work.run();
                          promise.complete();
                        }));
    Await.value(done);
  }

  private void slow(String colour) {
    onLoop(() -> sampler.slow(FIND, Tuple.of(colour), 150_000_000));
  }

  private void awaitHeard(int count) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(20))
        .until(() -> heard.size() >= count);
  }

  @Test
  void aSlowStatementIsSampledWithItsParametersAndForAny() throws Exception {
    sampler(60, Map.of());
    slow("c7");
    awaitHeard(1);
    Sampled sampled = heard.get(0);
    assertThat(sampled.statement()).isEqualTo("marbles.find");
    assertThat(sampled.slowMillis()).isEqualTo(150);
    assertThat(sampled.generic().text()).contains("marbles_colour", "$1");
    assertThat(sampled.custom().text()).contains("'c7'");
    assertThat(
            store.value(
                "select count(*)::text from pg_stat_activity where application_name = 'athanor plans' and state like 'idle in%'"))
        .isEqualTo("0");
  }

  @Test
  void anIndexThatIsGoneShowsInTheNextPlan() throws Exception {
    sampler(60, Map.of());
    slow("c7");
    awaitHeard(1);
    try (Connection connection = store.target().connect()) {
      Sql.execute(connection, "drop index marbles_colour");
      slow("c7");
      awaitHeard(2);
      Sql.execute(connection, "create index marbles_colour on marbles (colour)");
    }
    assertThat(heard.get(0).generic().text()).contains("Index Name");
    assertThat(heard.get(1).generic().text()).contains("Seq Scan").doesNotContain("Index Name");
  }

  /** A name whose text depends on what was asked is one statement for each of its texts. */
  @Test
  void whatHasNoTextOfItsOwnIsToldApartByIt() {
    sampler(60, Map.of("marbles.find", FIND));
    slow("c7");
    Statement other = new Statement("marbles.find", FIND.sql() + " and id > 7");
    onLoop(() -> sampler.slow(other, Tuple.of("c7"), 150_000_000));
    await().until(() -> heard.stream().anyMatch(one -> one.fingerprint() != null));
    assertThat(heard)
        .filteredOn(one -> one.fingerprint() != null)
        .allSatisfy(
            one -> assertThat(one.fingerprint()).isEqualTo(Fingerprint.of(other.text()).id()));
  }

  @Test
  void thereIsAnEndToPlansAMinute() {
    sampler(2, Map.of());
    for (int i = 0; i < 10; i++) {
      int number = i;
      Statement other = new Statement("marbles.find-" + "abcdefghij".charAt(i), FIND.sql());
      onLoop(() -> sampler.slow(other, Tuple.of("c" + number), 150_000_000));
    }
    awaitHeard(2);
    Await.value(store.vertx().timer(500));
    assertThat(heard).hasSize(2);
  }

  @Test
  void inTheTimeThatIsLeftAllOthersHaveTheirTurn() {
    sampler(600, Map.of("marbles.find", FIND));
    awaitHeard(2);
    assertThat(heard).allMatch(one -> one.custom() == null && one.slowMillis() == 0);
  }

  @Test
  void whatCannotBePlannedIsLeftOut() {
    sampler(60, Map.of());
    Statement broken = new Statement("marbles.break", "select nothing from nowhere");
    onLoop(() -> sampler.slow(broken, Tuple.tuple(), 150_000_000));
    slow("c8");
    awaitHeard(1);
    assertThat(heard).extracting(Sampled::statement).containsExactly("marbles.find");
  }

  @Test
  void valuesThatAreLargeAreNotKept() {
    sampler(60, Map.of());
    slow("x".repeat(20_000));
    awaitHeard(1);
    assertThat(heard.get(0).custom()).isNull();
    assertThat(heard.get(0).generic()).isNotNull();
  }
}
