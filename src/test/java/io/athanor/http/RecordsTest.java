package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.bus.Wire;
import io.athanor.contract.Cache;
import io.athanor.contract.Caller;
import io.athanor.contract.Contents;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Kind;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Research;
import io.athanor.contract.Research.Stored;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records over HTTP, before a front desk and a store that are played. */
class RecordsTest {

  private static final UUID ID = new UUID(0x7000, 0x8000000000000002L);
  private static final String TOPIC =
      "{\"id\":\""
          + ID
          + "\",\"name\":\"n\",\"taxonomyPath\":\"a/b\",\"owner\":\"admin\",\"createdAt\":\"2026-01-01T00:00:00+00:00\","
          + "\"updatedAt\":\"2026-01-01T00:00:00+00:00\",\"version\":3}";
  private static final String NEW = "{\"name\":\"n\",\"taxonomyPath\":\"a/b\"}";
  private static final String ONE = "/api/v1/topics/" + ID;

  private static final AtomicReference<Object> asked = new AtomicReference<>();
  private static final AtomicReference<Stored> stored = new AtomicReference<>();
  private static HttpNode node;

  private static <R> Future<R> note(Object request, R reply) {
    asked.set(request);
    return Future.succeededFuture(reply);
  }

  @BeforeAll
  static void start() throws Exception {
    node = HttpNode.start();
    Neighbours bus = node.neighbours();
    bus.serve(Research.CREATE, create -> note(create, new Research.Created(List.of(stored.get()))));
    bus.serve(Research.UPDATE, update -> note(update, stored.get()));
    bus.serve(Research.GET, get -> note(get, stored.get()));
    bus.serve(Research.DELETE, delete -> note(delete, new Research.Deleted(ID)));
    bus.serve(Research.LIST, list -> note(list, new Page(new Json("[" + TOPIC + "]"), "next")));
    bus.serve(Research.PURGE, purge -> note(purge, new Research.Purged(7, false)));
    bus.serve(
        Research.ACTIVITY,
        activity ->
            note(
                activity,
                new Document(
                    new Json("{\"conversations\":0,\"exact\":true,\"threads\":[]}"), false)));
  }

  @BeforeEach
  void forget() {
    asked.set(null);
    stored.set(new Stored(ID, 3, new Json(TOPIC)));
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  @Test
  void oneIsMade() throws Exception {
    stored.set(new Stored(ID, 1, new Json(TOPIC.replace(":3}", ":1}"))));
    HttpNode.Answer made = node.post("/api/v1/topics", NEW, "Idempotency-Key", "k");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).isEqualTo(ONE);
    assertThat(made.header("ETag")).isEqualTo("\"1\"");
    String digest = Contents.digestOf(NEW.getBytes(StandardCharsets.UTF_8));
    assertThat(asked.get())
        .isEqualTo(
            new Research.Create(Kind.TOPIC, List.of(new Json(NEW)), Caller.ADMIN, "k", digest));
  }

  @Test
  void manyAreMade() throws Exception {
    stored.set(new Stored(ID, 1, null));
    HttpNode.Answer made =
        node.post("/api/v1/topics/batch", "{\"items\":[" + NEW + "," + NEW + "]}");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text()).isEqualTo("{\"items\":[{\"id\":\"" + ID + "\",\"version\":1}]}");
    assertThat(((Research.Create) asked.get()).records()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "1", "{\"a\":1}x", "{\"a\":1,\"a\":2}", "{", "", "{\"a\":\"\\u0000\"}"})
  void whatIsNoObjectIsRefusedAtTheEdge(String body) throws Exception {
    assertThat(node.post("/api/v1/topics", body).status()).isBetween(400, 422);
    assertThat(node.send("PATCH", ONE, body, "Content-Type", "application/json").status())
        .isBetween(400, 422);
    assertThat(asked.get()).isNull();
  }

  @Test
  void aBatchIsAnArrayOfObjects() throws Exception {
    for (String body : List.of("{\"items\":1}", "{\"items\":[1]}", "{\"item\":[]}", "[]")) {
      assertThat(node.post("/api/v1/topics/batch", body).status()).isEqualTo(422);
    }
    assertThat(asked.get()).isNull();
  }

  @Test
  void oneIsReadWithItsTag() throws Exception {
    String one = "/api/v1/entities/" + ID;
    stored.set(
        new Stored(
            ID, 3, new Json(TOPIC.replace("\"taxonomyPath\":\"a/b\"", "\"type\":\"person\""))));
    HttpNode.Answer read = node.get(one);
    assertThat(read.header("ETag")).isEqualTo("\"3\"");
    assertThat(node.get(one, "If-None-Match", "\"3\"").status()).isEqualTo(304);
    for (String known : List.of("*", "W/\"3\"", "\"2\", \"3\"")) {
      assertThat(node.get(one, "If-None-Match", known).status()).as(known).isEqualTo(304);
    }
    assertThat(node.get(one, "If-None-Match", "\"2\"").status()).isEqualTo(200);
    assertThat(asked.get()).isEqualTo(new Research.Get(Kind.ENTITY, ID, List.of(), Caller.ADMIN));
    assertThat(node.get("/api/v1/entities/x").status()).isEqualTo(404);
    assertThat(node.get(one + "?include=papers").status()).isEqualTo(422);
  }

  @Test
  void oneIsChangedAndDeleted() throws Exception {
    String change = "{\"name\":\"m\"}";
    for (String type : List.of("application/json", "application/merge-patch+json")) {
      HttpNode.Answer changed =
          node.send("PATCH", ONE, change, "Content-Type", type, "If-Match", "\"2\"");
      assertThat(changed.header("ETag")).isEqualTo("\"3\"");
      assertThat(asked.get())
          .isEqualTo(new Research.Update(Kind.TOPIC, ID, 2, new Json(change), Caller.ADMIN));
    }
    assertThat(node.send("DELETE", ONE, null, "If-Match", "*").status()).isEqualTo(204);
    assertThat(asked.get()).isEqualTo(new Research.Delete(Kind.TOPIC, ID, null, Caller.ADMIN));
    for (String tag : List.of("3", "\"x\"", "W/\"3\"", "\"1\", \"2\"", "\"99999999999\"")) {
      HttpNode.Answer refused = node.send("DELETE", ONE, null, "If-Match", tag);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().getString("type")).isEqualTo("/problems/malformed-header");
    }
    assertThat(node.send("PUT", ONE, null).status()).isEqualTo(405);
    assertThat(node.send("PATCH", ONE, change, "Content-Type", "text/plain").status())
        .isEqualTo(415);
  }

  @Test
  void pagesAreFilteredAndSorted() throws Exception {
    assertThat(node.get("/api/v1/topics?name=n&sort=-path&limit=3&cursor=c").status())
        .isEqualTo(200);
    assertThat(asked.get())
        .isEqualTo(
            new Research.ListPage(
                Kind.TOPIC, Map.of("name", "n"), List.of(), "-path", 3, "c", Caller.ADMIN));
    HttpNode.Answer unknown = node.get("/api/v1/topics?nam=n");
    assertThat(unknown.status()).isEqualTo(422);
    assertThat(unknown.text()).contains("did you mean \\\"name\\\"");
    assertThat(node.get("/api/v1/papers?include=topics&limit=101").status()).isEqualTo(422);
  }

  @Test
  void aRecordThatOnlyItsOwnRequestsChangeIsReadThroughTheCache() throws Exception {
    try (HttpNode other = HttpNode.start()) {
      Neighbours research = other.neighbours();
      research.serve(Research.GET, get -> note(get, new Stored(ID, 3, new Json(TOPIC))));
      assertThat(other.get(ONE).status()).isEqualTo(200);
      Research.Get get = new Research.Get(Kind.TOPIC, ID, List.of(), Caller.ADMIN);
      assertThat(asked.get()).isEqualTo(get);

      Json wire = new Json(Wire.encode(new Stored(ID, 4, new Json(TOPIC))));
      research.serve(Cache.READ, read -> note(read, new Cache.Answer(wire, true)));
      assertThat(other.get(ONE).header("ETag")).isEqualTo("\"4\"");
      assertThat(asked.get())
          .isEqualTo(
              new Cache.Read(
                  "research.get",
                  new Json(Wire.encode(get)),
                  Duration.ofSeconds(30),
                  List.of("topic:" + ID)));
    }
  }

  @Test
  void aRefusalThroughTheCacheIsFinal() throws Exception {
    try (HttpNode other = HttpNode.start()) {
      RefusedException none = new RefusedException(Failure.NOT_FOUND, "There is none.");
      other.neighbours().serve(Cache.READ, read -> Future.failedFuture(none));
      assertThat(other.get(ONE).status()).isEqualTo(404);
    }
  }

  @Test
  void conversationsArePurgedAndCounted() throws Exception {
    String path = "/api/v1/conversations/purge";
    assertThat(node.post(path, "{\"olderThanDays\":30}").json().getLong("deleted")).isEqualTo(7);
    assertThat(asked.get()).isEqualTo(new Research.Purge(30, Caller.ADMIN));
    for (String bad : List.of("{}", "{\"olderThanDays\":-1}", "{\"olderThanDays\":1.5}")) {
      assertThat(node.post(path, bad).status()).isEqualTo(422);
    }
    String day = "?until=2026-01-02T00:00:00Z";
    assertThat(node.get("/api/v1/conversations/activity" + day).status()).isEqualTo(200);
    assertThat(asked.get())
        .isEqualTo(
            new Research.Activity(
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-02T00:00:00Z"),
                50,
                Caller.ADMIN));
  }

  @Test
  void anExperimentWithoutAProfileSaysSo() throws Exception {
    try (HttpNode other = HttpNode.start()) {
      other.neighbours().serve(Research.LIST, list -> note(list, new Page(new Json("[]"), null)));
      HttpNode.Answer none = other.get("/api/v1/experiments/" + ID + "/profile");
      assertThat(none.status()).isEqualTo(404);
      assertThat(none.json().getString("type")).isEqualTo("/problems/unknown-profile");
    }
  }
}
