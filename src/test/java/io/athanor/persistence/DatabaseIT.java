package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Failure;
import io.athanor.contract.Operations;
import io.athanor.contract.Refusal;
import io.athanor.persistence.embedded.EmbeddedServer;
import io.athanor.persistence.embedded.EmbeddedServerOptions;
import io.athanor.support.Await;
import io.athanor.support.TestFolders;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DatabaseIT {

  private static final Statement SLEEP = new Statement("test.sleep", "select pg_sleep($1)");
  private static final Statement ONE = new Statement("test.one", "select 1 as one");
  private static final Statement SET =
      new Statement("test.set", "update pair set value = value + 1 where id = $1");

  @RegisterExtension static final StoreNode store = new StoreNode(2);

  private Database database;

  @BeforeEach
  void openDatabase() throws SQLException {
    store.execute("create table if not exists pair (id int primary key, value int)");
    store.execute("truncate pair");
    store.execute("insert into pair values (1, 0), (2, 0)");
    database = open(store.target(), 2, 3);
  }

  @AfterEach
  void closeDatabase() {
    Await.value(database.close());
  }

  private static Database open(JdbcTarget target, int size, int queue) {
    DatabaseConfig config =
        new DatabaseConfig(
            "",
            new DatabaseConfig.Embedded(0, 128L << 20, 100),
            new DatabaseConfig.Pool(
                size, queue, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(5)),
            Duration.ofSeconds(3),
            Duration.ofMillis(100),
            0,
            Duration.ZERO,
            Duration.ofHours(24));
    return Database.open(store.vertx(), target, config, new StatementMeter());
  }

  private Future<RowSet<Row>> sleeps(double seconds) {
    return database.run(SLEEP, Tuple.of(seconds));
  }

  @Test
  void whoWaitsBehindTooManyIsToldAtOnceAndWhoWaitsTooLongAfterAWhile() {
    List<Future<RowSet<Row>>> busy = List.of(sleeps(2.5), sleeps(2.5));
    List<Future<RowSet<Row>>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(database.run(ONE, Tuple.tuple()));
    }
    List<String> told = waiting.stream().map(Await::refusal).map(Refusal::type).toList();
    assertThat(told).containsOnly("database-busy", "database-unavailable");
    busy.forEach(Await::value);
    assertThat(Await.value(database.run(ONE, Tuple.tuple()))).hasSize(1);
  }

  @Test
  void aStatementThatTakesTooLongIsEnded() {
    assertThat(Await.refusal(sleeps(10)).failure()).isEqualTo(Failure.TIMEOUT);
  }

  @Test
  void aLockThatTakesTooLongIsATimeoutAndTheTransactionIsUndone() throws SQLException {
    try (Holder holder = Holder.of(store.target(), "update pair set value = 7 where id = 2")) {
      Future<RowSet<Row>> both =
          database.transaction(
              session ->
                  session.run(SET, Tuple.of(1)).compose(first -> session.run(SET, Tuple.of(2))));
      assertThat(Await.refusal(both).failure()).isEqualTo(Failure.TIMEOUT);
      holder.release();
    }
    assertThat(store.value("select string_agg(value::text, ' ' order by id) from pair"))
        .isEqualTo("0 7");
  }

  @Test
  void whatFailsInsideATransactionUndoesAllAndIsTheAnswer() throws SQLException {
    AtomicInteger runs = new AtomicInteger();
    Future<RowSet<Row>> failing =
        database.transaction(
            session ->
                session
                    .run(SET, Tuple.of(1))
                    .compose(
                        done -> {
                          runs.incrementAndGet();
                          throw new IllegalStateException("no");
                        }));
    assertThat(Await.cause(failing)).hasMessage("no");
    assertThat(runs).hasValue(1);
    assertThat(store.value("select value from pair where id = 1")).isEqualTo("0");
    assertThat(Await.value(database.run(ONE, Tuple.tuple()))).hasSize(1);
  }

  @Test
  void transactionsThatBlockEachOtherBothSucceedInTheEnd() throws SQLException {
    List<Future<RowSet<Row>>> all = new ArrayList<>();
    for (int first = 1; first <= 2; first++) {
      int one = first;
      int other = 3 - first;
      all.add(
          database.transaction(
              session ->
                  session
                      .run(SET, Tuple.of(one))
                      .compose(done -> session.run(SLEEP, Tuple.of(0.2)))
                      .compose(done -> session.run(SET, Tuple.of(other)))));
    }
    all.forEach(Await::value);
    assertThat(store.rows("select value from pair")).containsExactly(List.of("2"), List.of("2"));
  }

  @Test
  void connectionsThatTheServerEndsAreReplaced() throws SQLException {
    Future<RowSet<Row>> hit = sleeps(2);
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                !store
                    .rows(
                        "select pg_terminate_backend(pid) from pg_stat_activity where query like '%test.sleep%'"
                            + " and state = 'active' and pid <> pg_backend_pid()")
                    .isEmpty());
    assertThat(Await.refusal(hit).failure()).isEqualTo(Failure.UNAVAILABLE);
    // The server says that it ends a session before it closes the socket; who asks in between is
    // refused the same way.
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                database
                    .run(ONE, Tuple.tuple())
                    .map(rows -> rows.size() == 1)
                    .recover(refused -> Future.succeededFuture(false))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get());
  }

  @Test
  void healthAnswersWhileEveryConnectionIsTaken() {
    HealthProbe probe =
        new HealthProbe(
            store.vertx(), ConnectionSettings.server(store.target(), StoreNode.config(2)));
    List<Future<RowSet<Row>>> busy = List.of(sleeps(2), sleeps(2));
    Operations.Pong pong = Await.value(probe.ping());
    assertThat(pong.healthy()).isTrue();
    assertThat(busy).noneMatch(Future::isComplete);
    busy.forEach(Await::value);
    Await.value(probe.close());
  }

  @Test
  void aServerThatGoesAndComesBackIsFoundAgain() throws IOException {
    Path home = TestFolders.create("comesback");
    Vertx vertx = store.vertx();
    try (EmbeddedServer server =
        EmbeddedServer.start(
            EmbeddedServerOptions.at(home)
                .withBinaries(TestFolders.binaries())
                .forTestsWithoutDurability())) {
      Database other = open(server.target(), 2, 10);
      HealthProbe probe =
          new HealthProbe(vertx, ConnectionSettings.server(server.target(), StoreNode.config(2)));
      assertThat(Await.value(other.run(ONE, Tuple.tuple()))).hasSize(1);
      assertThat(Await.value(probe.ping()).healthy()).isTrue();
      ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroyForcibly);
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  Await.cause(other.run(ONE, Tuple.tuple())) != null
                      && !Await.value(probe.ping()).healthy());
      assertThat(Await.refusal(other.run(ONE, Tuple.tuple())).failure())
          .isEqualTo(Failure.UNAVAILABLE);
      server.restart();
      assertThat(Await.value(other.run(ONE, Tuple.tuple()))).hasSize(1);
      assertThat(Await.value(probe.ping()).healthy()).isTrue();
      Await.value(probe.close());
      Await.value(other.close());
    } finally {
      try (Stream<Path> paths = Files.walk(home)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
