package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Include;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Order;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.contract.State;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentRoutesTest {

  private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000001");
  private static final String PATH = "/api/v1/experiments/" + ID;
  private static final String DOCUMENT =
      "{ \"name\":\"x\", \"n\":0.10000000000000000001, \"attempts\": [ {\"number\":1} ],\"other\":null}";

  private final AtomicReference<Object> asked = new AtomicReference<>();
  private HttpNode node;
  private Neighbours bus;

  @BeforeEach
  void start() throws Exception {
    node = HttpNode.start();
    bus = node.neighbours();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private <R> Future<R> note(Object request, R reply) {
    asked.set(request);
    return Future.succeededFuture(reply);
  }

  private void serveDocument() {
    Experiments.Document document = new Experiments.Document(new Json(DOCUMENT), false);
    bus.serve(Experiments.GET, get -> note(get, document));
  }

  @Test
  void theDocumentPassesUntouched() throws Exception {
    serveDocument();
    HttpNode.Answer answer = node.get(PATH);
    assertThat(answer.text()).isEqualTo(DOCUMENT);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(asked.get()).isEqualTo(new Experiments.Get(ID, List.of(), Caller.ADMIN));
    node.get(PATH + "?include=result,attempts,result");
    assertThat(asked.get())
        .isEqualTo(
            new Experiments.Get(ID, List.of(Include.RESULT, Include.ATTEMPTS), Caller.ADMIN));
  }

  @Test
  void partsAreListsOfTheirOwn() throws Exception {
    serveDocument();
    assertThat(node.get(PATH + "/attempts").text())
        .isEqualTo("{\"items\":[ {\"number\":1} ],\"nextCursor\":null}");
    assertThat(node.get(PATH + "/metrics").json().getJsonArray("items")).isEmpty();
    assertThat(node.get(PATH + "/artifacts").json().getJsonArray("items")).isEmpty();
  }

  @Test
  void filtersReachTheStore() throws Exception {
    bus.serve(
        Experiments.LIST,
        list -> note(list, new Experiments.Page(new Json("[{\"name\":\"a\"}]"), "n\"x")));
    HttpNode.Answer answer =
        node.get(
            "/api/v1/experiments?state=COMPLETED&runtime=python&domain=d&sessionId="
                + ID
                + "&experimentType=simulation&hypothesisId="
                + ID
                + "&tag=a:b&tag=c:d:e&text=t%20u&limit=500&cursor=c"
                + "&createdAfter=2026-01-01T00:00:00Z&createdBefore=2026-01-02T00:00:00Z&order=oldest");
    assertThat(answer.text()).isEqualTo("{\"items\":[{\"name\":\"a\"}],\"nextCursor\":\"n\\\"x\"}");
    assertThat(asked.get())
        .isEqualTo(
            new Experiments.ListPage(
                State.COMPLETED,
                "python",
                "d",
                ID,
                ID,
                "simulation",
                Map.of("a", "b", "c", "d:e"),
                null,
                "t u",
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-02T00:00:00Z"),
                Order.OLDEST,
                500,
                "c",
                Caller.ADMIN));
    node.get("/api/v1/experiments");
    assertThat(((Experiments.ListPage) asked.get()).limit()).isEqualTo(50);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=501",
        "limit=-1",
        "limit=1.5",
        "limit=99999999999",
        "limit=",
        "limit=1&limit=2",
        "state=unknown",
        "tag=a",
        "tag=:b",
        "tag=a:b&tag=a:c",
        "sessionId=1-1-1-1-1",
        "order=up",
        "createdAfter=yesterday",
        "lmit=5",
        "text=",
        "cursor=%00"
      })
  void badParametersAreNamed(String query) throws Exception {
    HttpNode.Answer answer = node.get("/api/v1/experiments?" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    String field = answer.json().getJsonArray("errors").getJsonObject(0).getString("field");
    assertThat(query).startsWith(field);
    assertThat(asked.get()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"?text=%zz", "?text=%", "/%zz", "/%", "/%zz/attempts"})
  void aBrokenEscapeIsABadRequest(String rest) throws Exception {
    String request =
        "GET /api/v1/experiments"
            + rest
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: "
            + HttpNode.KEY
            + "\r\n\r\n";
    assertThat(node.raw(request)).startsWith("HTTP/1.1 400").contains("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "1-1-1-1-1", "01900000-0000-7000-8000-00000000000g", "%00", "..%2f.."})
  void whatIsNoIdNamesNothing(String id) throws Exception {
    HttpNode.Answer answer = node.get("/api/v1/experiments/" + id);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().getString("detail")).isNotBlank();
  }

  @Test
  void cancellationsCarryTheirReason() throws Exception {
    AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    bus.serve(
        Experiments.CANCEL,
        cancel -> note(cancel, new Experiments.CancelAnswer(cancel.id(), state.get())));
    assertThat(node.post(PATH + "/cancel", "{\"reason\":\"why\"}").status()).isEqualTo(202);
    assertThat(asked.get()).isEqualTo(new Experiments.Cancel(ID, "why", Caller.ADMIN));
    state.set(State.CANCELLED);
    assertThat(node.send("POST", PATH + "/cancel", null).status()).isEqualTo(200);
    assertThat(asked.get()).isEqualTo(new Experiments.Cancel(ID, null, Caller.ADMIN));
    assertThat(node.post(PATH + "/cancel", "{\"raeson\":\"why\"}").status()).isEqualTo(422);
    String tooLong = "{\"reason\":\"" + "x".repeat(1_001) + "\"}";
    assertThat(node.post(PATH + "/cancel", tooLong).status()).isEqualTo(422);
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void refusalsBecomeProblems(Failure failure) throws Exception {
    Refusal refusal =
        new Refusal(
            failure, "some-type", "Why.", "Do this.", List.of(new Refusal.FieldError("f", "m")));
    bus.serve(Experiments.GET, get -> Future.failedFuture(new RefusedException(refusal)));
    HttpNode.Answer answer = node.get(PATH, "X-Correlation-ID", "abc");
    assertThat(answer.status()).isEqualTo(failure.code());
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().getString("type")).isEqualTo("/problems/some-type");
    assertThat(answer.json().getString("advice")).isEqualTo("Do this.");
    assertThat(answer.json().getString("correlationId")).isEqualTo("abc");
    assertThat(answer.json().getJsonArray("errors").getJsonObject(0).getString("field"))
        .isEqualTo("f");
    boolean later = failure == Failure.OVERLOADED || failure == Failure.UNAVAILABLE;
    assertThat(answer.header("Retry-After")).isEqualTo(later ? "1" : null);
  }

  @Test
  void defectsAreToldInGeneralWords() throws Exception {
    bus.serve(
        Experiments.GET,
        get -> {
          throw new IllegalStateException("password=secret");
        });
    HttpNode.Answer answer = node.get(PATH);
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).doesNotContain("secret");
  }

  @Test
  void anAbsentRoleIsUnavailable() throws Exception {
    assertThat(node.get(PATH).status()).isEqualTo(503);
  }

  @Test
  void noAnswerInTimeIsATimeout() throws Exception {
    bus.serve(Experiments.GET, get -> node.vertx.timer(60_000).map(done -> null));
    HttpNode.Answer answer = node.get(PATH);
    assertThat(answer.status()).isEqualTo(504);
  }
}
