package io.athanor.research;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Caller;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Kind;
import io.athanor.contract.Operations;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Research;
import io.athanor.contract.Research.Create;
import io.athanor.contract.Research.Created;
import io.athanor.contract.Research.Stored;
import io.athanor.contract.Research.Update;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ResearchVerticleTest {

  private static final UUID ID = new UUID(1, 2);

  private final List<Create> stored = new CopyOnWriteArrayList<>();
  private final List<Update> changed = new CopyOnWriteArrayList<>();
  private Bus bus;

  @BeforeEach
  void deploy(Vertx vertx) throws Exception {
    NodeBus node = NodeBus.create(vertx);
    bus = node.open(Role.PERSISTENCE);
    vertx.deployVerticle(new ResearchVerticle(node)).await(5, SECONDS);
  }

  private void serve(Future<Created> answer) throws Exception {
    bus.serve(
            Research.STORE,
            create -> {
              stored.add(create);
              return answer;
            })
        .await(5, SECONDS);
  }

  private static Create sessions(String... records) {
    return new Create(
        Kind.SESSION,
        List.of(records).stream().map(Json::new).toList(),
        new Caller("ada"),
        "key",
        "digest");
  }

  private static UUID idOf(Json record) {
    return UUID.fromString(new JsonObject(record.text()).getString("id"));
  }

  private void assertRefused(Create create, Failure failure) {
    assertThatThrownBy(() -> bus.request(Research.CREATE, create).await(9, SECONDS))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.failure()).isEqualTo(failure));
  }

  @Test
  void storesWhatItAccepts() throws Exception {
    Created answer = new Created(List.of(new Stored(ID, 1, Json.EMPTY)));
    serve(Future.succeededFuture(answer));
    assertThat(bus.request(Research.CREATE, sessions("{\"question\":\"Why?\"}")).await(5, SECONDS))
        .isEqualTo(answer);
    Create request = stored.get(0);
    assertThat(request.caller()).isEqualTo(new Caller("ada"));
    assertThat(request.idempotencyKey()).isEqualTo("key");
    assertThat(request.requestDigest()).isEqualTo("digest");
    assertThat(request.records().get(0).text()).contains("\"question\":\"Why?\"");
  }

  @Test
  void idsAreOfVersionSevenAndInOrder() throws Exception {
    serve(Future.succeededFuture(new Created(List.of())));
    for (int i = 0; i < 50; i++) {
      bus.request(Research.CREATE, sessions("{\"question\":\"a\"}", "{\"question\":\"b\"}"))
          .await(5, SECONDS);
    }
    List<UUID> ids =
        stored.stream()
            .flatMap(create -> create.records().stream())
            .map(ResearchVerticleTest::idOf)
            .toList();
    assertThat(ids).hasSize(100).doesNotHaveDuplicates().allMatch(id -> id.version() == 7);
    assertThat(ids.stream().map(UUID::toString).toList()).isSorted();
    assertThat(Math.abs((ids.get(0).getMostSignificantBits() >>> 16) - System.currentTimeMillis()))
        .isLessThan(60_000);
  }

  @Test
  void changesWhatItAccepts() throws Exception {
    bus.serve(
            Research.CHANGE,
            update -> {
              changed.add(update);
              return Future.succeededFuture(new Stored(ID, 3, Json.EMPTY));
            })
        .await(5, SECONDS);
    Update update =
        new Update(Kind.SESSION, ID, 2, new Json("{\"status\":\"paused\"}"), Caller.ADMIN);
    assertThat(bus.request(Research.UPDATE, update).await(5, SECONDS).version()).isEqualTo(3);
    assertThat(changed).containsExactly(update);
    Update bad = new Update(Kind.SESSION, ID, 2, new Json("{\"status\":\"gone\"}"), Caller.ADMIN);
    assertThatThrownBy(() -> bus.request(Research.UPDATE, bad).await(5, SECONDS))
        .isInstanceOf(RefusedException.class);
    assertThat(changed).hasSize(1);
  }

  @Test
  void whatIsInvalidDoesNotReachTheStore() throws Exception {
    serve(Future.succeededFuture(new Created(List.of())));
    assertRefused(sessions("{\"question\":\" \",\"domain\":\"NO\"}"), Failure.UNPROCESSABLE);
    assertRefused(sessions("no json"), Failure.UNPROCESSABLE);
    assertThat(stored).isEmpty();
  }

  @Test
  void theRefusalOfTheStoreIsPassedOn() throws Exception {
    serve(Future.failedFuture(new RefusedException(Failure.OVERLOADED, "busy")));
    assertRefused(sessions("{\"question\":\"Why?\"}"), Failure.OVERLOADED);
    assertThat(stored).hasSize(1);
  }

  @Test
  void withoutAStoreItIsUnavailable() {
    assertRefused(sessions("{\"question\":\"Why?\"}"), Failure.UNAVAILABLE);
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
