package io.athanor.cache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.bus.Wire;
import io.athanor.contract.Cache;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Operations;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cache through its contract. The store and the readers may live on another node. */
abstract class CacheSuite {

  private static final Duration TTL = Duration.ofMinutes(1);

  private final UUID session = UUID.randomUUID();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Future<Document> stored = document("first");
  private Vertx there;
  private Bus neighbour;
  private String deployment;
  private Vertx here;

  /** The node of the cache. */
  abstract Vertx cacheNode();

  /** The node of those who ask it, and of the store. */
  abstract Vertx otherNode();

  @BeforeEach
  void deploy() throws Exception {
    here = cacheNode();
    there = otherNode();
    NodeBus hereBus = NodeBus.create(here);
    NodeBus thereBus = there == here ? hereBus : NodeBus.create(there);
    neighbour = thereBus.open(Role.PERSISTENCE);
    neighbour
        .serve(
            Experiments.GET,
            request -> {
              asked.incrementAndGet();
              return stored;
            })
        .await(5, SECONDS);
    CacheConfig config = new CacheConfig(new CacheConfig.Memory(true, 1_000_000, TTL));
    deployment = here.deployVerticle(new CacheVerticle(config, hereBus)).await(5, SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    there.close().await(10, SECONDS);
    here.close().await(10, SECONDS);
  }

  private static Future<Document> document(String text) {
    return Future.succeededFuture(new Document(new Json('"' + text + '"'), true));
  }

  private Future<Cache.Answer> read() {
    String request = Wire.encode(new Experiments.Get(session, List.of(), Caller.ADMIN));
    return read(Experiments.GET.name(), request);
  }

  private Future<Cache.Answer> read(String address, String request) {
    return neighbour.request(
        Cache.READ, new Cache.Read(address, new Json(request), TTL, List.of("sessions")));
  }

  private static Document document(Cache.Answer answer) {
    return Wire.decode(answer.reply().text(), Document.class);
  }

  @Test
  void remembersUntilToldToForget() throws Exception {
    assertThat(read().await(5, SECONDS).hit()).isFalse();
    Cache.Answer second = read().await(5, SECONDS);
    assertThat(second.hit()).isTrue();
    assertThat(document(second)).isEqualTo(document("first").result());
    assertThat(asked).hasValue(1);

    stored = document("second");
    neighbour.publish(Cache.INVALIDATED, new Cache.Invalidated(List.of("sessions")));
    await()
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () ->
                assertThat(document(read().await(5, SECONDS)))
                    .isEqualTo(document("second").result()));
    assertThat(asked).hasValue(2);
    Cache.StatsReport stats = neighbour.request(Cache.STATS, new Cache.Stats()).await(5, SECONDS);
    assertThat(stats.loads()).isEqualTo(2);
    assertThat(stats.entries()).isEqualTo(1);
    assertThat(stats.invalidated()).isEqualTo(1);
  }

  @Test
  void aThousandReadsAreOneRequest() throws Exception {
    CompletableFuture<Document> answer = new CompletableFuture<>();
    stored = Future.fromCompletionStage(answer);
    List<Future<Cache.Answer>> reads = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      reads.add(read());
    }
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                neighbour.request(Cache.STATS, new Cache.Stats()).await(5, SECONDS).misses()
                    == 1_000);
    answer.complete(document("shared").result());
    Future.all(reads).await(10, SECONDS);
    assertThat(reads).allMatch(one -> document(one.result()).equals(document("shared").result()));
    assertThat(asked).hasValue(1);
  }

  @Test
  void aRefusalArrivesInFullAndIsNotRemembered() throws Exception {
    stored = Future.failedFuture(new RefusedException(Failure.NOT_FOUND, "no such session"));
    assertRefused(read(), Failure.NOT_FOUND);
    stored = document("now");
    assertThat(document(read().await(5, SECONDS))).isEqualTo(document("now").result());
  }

  @Test
  void refusesWhatNobodyCouldAnswer() {
    assertRefused(read("no.such-address", "{}"), Failure.INVALID);
    assertRefused(read(Experiments.GET.name(), "{"), Failure.INVALID);
    assertRefused(read(Experiments.GET.name(), "[]"), Failure.INVALID);
    assertRefused(read(Cache.READ.name(), "{}"), Failure.INVALID);
    assertRefused(read(Experiments.LIST.name(), "{\"limit\":1}"), Failure.UNAVAILABLE);
  }

  private static void assertRefused(Future<?> future, Failure failure) {
    assertThatThrownBy(() -> future.await(5, SECONDS))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.failure()).isEqualTo(failure));
  }

  /** The first reader's own deadline must not become that of all who wait with it. */
  @Test
  void aLoadOutlivesTheFirstWhoAsked() throws Exception {
    CompletableFuture<Document> answer = new CompletableFuture<>();
    stored = Future.fromCompletionStage(answer);
    CompletableFuture<Throwable> impatient = new CompletableFuture<>();
    there.runOnContext(
        go -> {
          io.athanor.bus.Correlation.within(Duration.ofMillis(150));
          read().onComplete((reply, cause) -> impatient.complete(cause));
        });
    await().pollInterval(Duration.ofMillis(20)).until(() -> asked.get() == 1);
    Future<Cache.Answer> patient = read();
    assertThat(impatient.get(5, SECONDS))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.failure()).isEqualTo(Failure.TIMEOUT));
    answer.complete(document("late").result());
    assertThat(document(patient.await(5, SECONDS))).isEqualTo(document("late").result());
    assertThat(asked).hasValue(1);
    assertThat(read().await(5, SECONDS).hit()).isTrue();
  }

  @Test
  void isWellAndLeavesQuietly() throws Exception {
    Operations.Pong pong =
        neighbour.request(Operations.ping(Role.CACHE), new Operations.Ping()).await(5, SECONDS);
    assertThat(pong.healthy()).isTrue();
    here.undeploy(deployment).await(5, SECONDS);
    assertRefused(read(), Failure.UNAVAILABLE);
  }
}
