package io.athanor.research;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Operations;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Research;
import io.athanor.contract.Research.OpenSession;
import io.athanor.contract.Research.StoreSession;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ResearchVerticleTest {

  private static final OpenSession SESSION =
      new OpenSession("Why?", "because", "physics", Map.of("k", "v"), new Caller("ada"));

  private final List<StoreSession> stored = new CopyOnWriteArrayList<>();
  private NodeBus node;
  private Bus bus;

  @BeforeEach
  void deploy(Vertx vertx) throws Exception {
    node = NodeBus.create(vertx);
    bus = node.open(Role.PERSISTENCE);
    vertx.deployVerticle(new ResearchVerticle(node)).await(5, SECONDS);
  }

  private void store(Function<StoreSession, Future<Document>> answer) throws Exception {
    bus.serve(
            Research.STORE_SESSION,
            request -> {
              stored.add(request);
              return answer.apply(request);
            })
        .await(5, SECONDS);
  }

  private static Future<Document> document(StoreSession request) {
    return Future.succeededFuture(
        new Document(new Json("{\"id\":\"" + request.id() + "\"}"), false));
  }

  private void assertRefused(OpenSession session, Failure failure) {
    assertThatThrownBy(() -> bus.request(Research.OPEN_SESSION, session).await(9, SECONDS))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.failure()).isEqualTo(failure));
  }

  @Test
  void stores() throws Exception {
    store(ResearchVerticleTest::document);
    Document opened = bus.request(Research.OPEN_SESSION, SESSION).await(5, SECONDS);
    StoreSession request = stored.get(0);
    assertThat(request.session()).isEqualTo(SESSION);
    assertThat(opened.body().text()).contains(request.id().toString());
  }

  @Test
  void idsAreOfVersionSevenAndInOrder() throws Exception {
    store(ResearchVerticleTest::document);
    for (int i = 0; i < 200; i++) {
      bus.request(Research.OPEN_SESSION, SESSION).await(5, SECONDS);
    }
    List<UUID> ids = stored.stream().map(StoreSession::id).toList();
    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.version() == 7);
    assertThat(ids.stream().map(UUID::toString).toList()).isSorted();
    assertThat(Math.abs((ids.get(0).getMostSignificantBits() >>> 16) - System.currentTimeMillis()))
        .isLessThan(60_000);
  }

  @Test
  void whatIsInvalidDoesNotReachTheStore() throws Exception {
    store(ResearchVerticleTest::document);
    assertThatThrownBy(
            () ->
                bus.request(
                        Research.OPEN_SESSION, new OpenSession(" ", null, "NO", null, Caller.ADMIN))
                    .await(5, SECONDS))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.failure()).isEqualTo(Failure.UNPROCESSABLE);
              assertThat(e.refusal().errors()).hasSize(2);
            });
    assertThat(stored).isEmpty();
  }

  @Test
  void theRefusalOfTheStoreIsPassedOn() throws Exception {
    store(request -> Future.failedFuture(new RefusedException(Failure.OVERLOADED, "busy")));
    assertRefused(SESSION, Failure.OVERLOADED);
    assertThat(stored).hasSize(1);
  }

  @Test
  void withoutAStoreItIsUnavailable() {
    assertRefused(SESSION, Failure.UNAVAILABLE);
  }

  @Test
  void isWell() throws Exception {
    assertThat(
            bus.request(Operations.ping(Role.RESEARCH), new Operations.Ping())
                .await(5, SECONDS)
                .healthy())
        .isTrue();
  }
}
