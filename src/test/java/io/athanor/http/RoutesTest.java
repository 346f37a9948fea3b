package io.athanor.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Kind;
import io.athanor.contract.Role;
import io.vertx.core.DeploymentOptions;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.contract.OpenAPIVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoutesTest {

  @Test
  void theContractNamesEveryRouteAndNoOther() throws Exception {
    try (HttpNode node = HttpNode.start()) {
      Routes routes = routes(node);
      Map<String, Boolean> mounted = new TreeMap<>();
      for (Endpoint endpoint : routes.endpoints()) {
        boolean open = endpoint.access() == Endpoint.Access.OPEN;
        for (String path : paths(endpoint)) {
          assertThat(mounted.put(endpoint.method() + " " + path, open)).isNull();
        }
      }
      assertThat(mounted).isEqualTo(ApiContract.load().operations());
    }
  }

  @Test
  void everyRouteButTheOpenOnesWantsTheKey() throws Exception {
    try (HttpNode node = HttpNode.start()) {
      Routes routes = routes(node);
      int walked = 0;
      for (Endpoint endpoint : routes.endpoints()) {
        if (endpoint.access() == Endpoint.Access.OPEN) {
          assertThat(endpoint.path()).doesNotStartWith("/admin").doesNotStartWith("/api");
          continue;
        }
        for (String path : paths(endpoint)) {
          String target = path.replaceAll("\\{\\w+}", "x");
          String answer =
              node.raw(
                  "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                      .formatted(endpoint.method(), target));
          assertThat(answer).as(endpoint.method() + " " + path).startsWith("HTTP/1.1 401 ");
          walked++;
        }
      }
      assertThat(walked).isGreaterThan(50);
    }
  }

  private static Routes routes(HttpNode node) {
    HttpConfig config = HttpNode.config(1_024, Duration.ofSeconds(1), 1);
    StartupSockets sockets = new StartupSockets(node.start);
    return new Routes(
        node.node.open(Role.HTTP),
        node.node,
        config,
        new Followers(),
        new LiveFigures(System::nanoTime),
        new StartupRoutes(config, new Followers(), sockets, node.start),
        node.front.door());
  }

  private static List<String> paths(Endpoint endpoint) {
    return Stream.of(Kind.values())
        .map(kind -> endpoint.path().replace(Endpoint.RECORDS, kind.path()))
        .map(path -> path.replaceAll(":(\\w+)", "{$1}"))
        .distinct()
        .toList();
  }

  @Test
  void theContractIsValidOpenApi() throws Exception {
    try (HttpNode node = HttpNode.start()) {
      OutputUnit outcome =
          OpenAPIVersion.V3_1
              .getRepository(node.vertx, "https://athanor.test/")
              .compose(
                  repository ->
                      OpenAPIVersion.V3_1.validateContract(
                          node.vertx, repository, ApiContract.load().document()))
              .await(20, SECONDS);
      assertThat(outcome.getValid()).as(outcome.toJson().encodePrettily()).isTrue();
    }
  }

  @Test
  void severalInstancesShareThePort() throws Exception {
    try (HttpNode node = HttpNode.start()) {
      Set<Integer> ports = ConcurrentHashMap.newKeySet();
      HttpConfig config = HttpNode.config(1_024, Duration.ofSeconds(1), 1);
      node.vertx
          .deployVerticle(
              () -> new HttpVerticle(config, node.node, key -> true, node.front, ports::add),
              new DeploymentOptions().setInstances(2))
          .await(20, SECONDS);
      assertThat(ports).containsExactly(node.port());
    }
  }

  @Test
  void unknownPathsAndWrongMethodsAreProblems() throws Exception {
    try (HttpNode node = HttpNode.start()) {
      HttpNode.Answer unknown = node.get("/api/v1/nothing?x=1");
      assertThat(unknown.status()).isEqualTo(404);
      assertThat(unknown.json().getString("type")).isEqualTo("/problems/not-found");
      assertThat(unknown.json().getString("instance")).isEqualTo("/api/v1/nothing");
      HttpNode.Answer wrong = node.send("DELETE", "/api/v1/experiments", null);
      assertThat(wrong.status()).isEqualTo(405);
      assertThat(wrong.header("Allow")).isEqualTo("POST, GET");
      assertThat(node.send("PUT", "/health/live", null).status()).isEqualTo(405);
    }
  }

  @Test
  void pagesAreOpenAndStrict() throws Exception {
    try (HttpNode node = HttpNode.start()) {
      HttpNode.Answer page = node.withoutKey("/");
      assertThat(page.text()).contains("/api/v1");
      assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
      assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(node.withoutKey("/openapi.yaml").text()).startsWith("openapi: 3.1");
      assertThat(node.withoutKey("/health/live").json().getString("status")).isEqualTo("healthy");
    }
  }
}
