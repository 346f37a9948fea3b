package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.bus.Correlation;
import io.athanor.contract.Executions.Execution;
import io.athanor.contract.Executions.Flaw;
import io.athanor.contract.Profiles.StatementSample;
import io.athanor.contract.Profiles.StatementsObserved;
import io.athanor.contract.ServerCounters.Counted;
import io.athanor.contract.ServerCounters.Counters;
import io.athanor.contract.ServerCounters.Read;
import io.athanor.persistence.embedded.EmbeddedServer;
import io.athanor.persistence.embedded.EmbeddedServerOptions;
import io.athanor.support.Await;
import io.athanor.support.TestFolders;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is noted of statements that a real server executes. */
class StatementCaptureIT {

  private static final Statement ECHO = new Statement("test.echo", "select $1::text as said");
  private static final Statement DIVIDE =
      new Statement("test.divide", "select 1 / $1::int where 'planted-literal' <> ''");
  private static final Statement SLEEP = new Statement("test.nap", "select pg_sleep($1)");

  @RegisterExtension static final StoreNode store = new StoreNode(2);

  /** As a request on an event loop does it; answers what was noted. */
  private static StatementsObserved noted(Function<Database, Future<?>> work) {
    StatementMeter meter = new StatementMeter();
    return Await.value(
        onALoop(
            () -> {
              Correlation.id("request-1");
              Database database =
                  Database.open(store.vertx(), store.target(), StoreNode.config(2), meter);
              return work.apply(database)
                  .transform((done, cause) -> database.close())
                  .map(closed -> meter.drain());
            }));
  }

  private static <T> Future<T> onALoop(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    store.vertx().getOrCreateContext().runOnContext(go -> work.get().onComplete(done));
    return done.future();
  }

  private static Map<String, StatementSample> byName(StatementsObserved observed) {
    return observed.statements().stream()
        .collect(Collectors.toMap(StatementSample::name, Function.identity()));
  }

  @Test
  void transactionsAndFailuresAreMeasuredAndNoValueIsSeen() {
    StatementsObserved observed =
        noted(
            database ->
                database
                    .transaction(session -> session.run(ECHO, Tuple.of("planted-secret")))
                    .compose(
                        said ->
                            database.transaction(
                                session ->
                                    session
                                        .run(ECHO, Tuple.of("planted-secret"))
                                        .compose(again -> session.run(DIVIDE, Tuple.of(0))))));
    Map<String, StatementSample> samples = byName(observed);
    assertThat(samples.get("transaction.begin").count()).isEqualTo(2);
    assertThat(samples.get("transaction.begin").waitNanos()).isPositive();
    assertThat(samples.get("transaction.commit").count()).isEqualTo(1);
    assertThat(samples.get("transaction.rollback").count()).isEqualTo(1);
    assertThat(samples.get("test.echo").rows()).isEqualTo(2);
    assertThat(samples.get("test.echo").correlationIds()).containsExactly("request-1");
    assertThat(samples.get("test.divide").failures()).isEqualTo(Map.of("22012", 1L));
    assertThat(observed.failed())
        .extracting(Execution::failure, Execution::correlationId)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("22012", "request-1"));
    assertThat(observed.toString()).doesNotContain("planted");
  }

  @Test
  void whatIsSlowIsListedAndWaitingIsNotExecuting() {
    StatementsObserved observed =
        noted(
            database ->
                Future.all(
                    database.run(SLEEP, Tuple.of(0.3)),
                    database.run(SLEEP, Tuple.of(0.3)),
                    database.run(ECHO, Tuple.of("x"))));
    assertThat(observed.slow()).hasSize(2).allMatch(one -> one.millis() >= 290);
    StatementSample waited = byName(observed).get("test.echo");
    assertThat(waited.slow()).isZero();
    assertThat(waited.maxWaitNanos()).isGreaterThan(200_000_000);
  }

  @Test
  void oneByOneInARequestIsFoundWithItsPlace() {
    StatementsObserved observed =
        noted(
            database -> {
              Future<?> all = Future.succeededFuture();
              for (int i = 0; i < 12; i++) {
                String value = "planted-" + i;
                all = all.compose(before -> database.run(ECHO, Tuple.of(value)));
              }
              return all;
            });
    assertThat(observed.findings())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.flaw()).isEqualTo(Flaw.N_PLUS_ONE);
              assertThat(found.executions()).isEqualTo(12);
              assertThat(found.callSite()).startsWith("StatementCaptureIT.");
              assertThat(found.correlationIds()).containsExactly("request-1");
            });
    assertThat(observed.toString()).doesNotContain("planted");
  }

  @Test
  void aServerWithoutTheExtensionSaysWhatToDo() {
    // The library is loaded, but this database was made by others.
    Counters counters = Await.value(readOn(store.target()));
    assertThat(counters.statements()).isEmpty();
    assertThat(counters.missing()).contains("CREATE EXTENSION pg_stat_statements");
  }

  private static Future<Counters> readOn(JdbcTarget target) {
    return onALoop(
        () -> {
          Database database =
              Database.open(store.vertx(), target, StoreNode.config(2), new StatementMeter());
          return database
              .run(ECHO, Tuple.of("x"))
              .compose(said -> new ServerCounterStore(database).read(new Read()))
              .compose(counters -> database.close().map(counters));
        });
  }

  @Test
  void theEmbeddedServersCountersAreJoinedByFingerprint() throws IOException {
    Path home = TestFolders.create("counting");
    try (EmbeddedServer server =
        EmbeddedServer.start(
            EmbeddedServerOptions.at(home)
                .withBinaries(TestFolders.binaries())
                .forTestsWithoutDurability())) {
      Await.value(readOn(server.target()));
      Counters counters = Await.value(readOn(server.target()));
      assertThat(counters.missing()).isNull();
      Counted echo = counters.statements().get(Fingerprint.of(ECHO.text()).id());
      assertThat(echo.calls()).isEqualTo(2);
      assertThat(echo.rows()).isEqualTo(2);
      assertThat(echo.queryIds()).hasSize(1);
    } finally {
      try (Stream<Path> paths = Files.walk(home)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
