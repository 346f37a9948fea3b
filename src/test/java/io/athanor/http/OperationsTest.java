package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Json;
import io.athanor.contract.Nodes;
import io.athanor.contract.Operations;
import io.athanor.contract.Operations.Status;
import io.athanor.contract.Profiles;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationsTest {

  private final AtomicBoolean ready = new AtomicBoolean(true);
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

  private Operations.HealthReport health() {
    Status status = ready.get() ? Status.DEGRADED : Status.UNHEALTHY;
    return new Operations.HealthReport(
        status,
        ready.get(),
        List.of(
            check("database", Status.HEALTHY, true, "fine"),
            check("webhook", Status.DISABLED, false, "off")));
  }

  private static Operations.Check check(
      String name, Status status, boolean critical, String detail) {
    return new Operations.Check(
        name,
        status,
        critical,
        Operations.CheckKind.PROBED,
        List.of(Operations.Group.READY),
        1.5,
        detail,
        "",
        new Operations.History(Instant.EPOCH, Instant.EPOCH, null, null));
  }

  @Test
  void readinessIsAWordAndHealthHasTheChecks() throws Exception {
    assertThat(node.withoutKey("/health/ready").status()).isEqualTo(503);
    assertThat(node.get("/health").status()).isEqualTo(503);
    bus.serve(Operations.HEALTH, asked -> Future.succeededFuture(health()));
    assertThat(node.withoutKey("/health/ready").text()).isEqualTo("{\"status\":\"degraded\"}");
    assertThat(node.get("/health").json().getJsonArray("checks")).hasSize(2);
    assertThat(node.get("/health").text()).contains("\"status\":\"disabled\"");
    ready.set(false);
    assertThat(node.withoutKey("/health/ready").status()).isEqualTo(503);
    assertThat(node.get("/health").status()).isEqualTo(503);
    assertThat(node.get("/health").json().getBoolean("ready")).isFalse();
  }

  @Test
  void integrationsHaveTheirOwnReportWithATimeToWait() throws Exception {
    AtomicReference<Operations.Health> heard = new AtomicReference<>();
    bus.serve(
        Operations.HEALTH,
        asked -> {
          heard.set(asked);
          return Future.succeededFuture(health());
        });
    ready.set(false);
    HttpNode.Answer answer = node.get("/admin/integrations/health?timeout=1.5");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getJsonObject("counts").getInteger("disabled")).isEqualTo(1);
    assertThat(answer.json().getJsonArray("checks").getJsonObject(0).getString("since"))
        .isEqualTo("1970-01-01T00:00:00Z");
    assertThat(heard.get()).isEqualTo(new Operations.Health(Operations.Group.DEPENDENCIES, 1_500));
    for (String wrong : List.of("0.9", "31", "NaN", "soon")) {
      assertThat(node.get("/admin/integrations/health?timeout=" + wrong).status()).isEqualTo(422);
    }
    assertThat(node.withoutKey("/admin/integrations/health").status()).isEqualTo(401);
  }

  @Test
  void theConfigurationIsShownAsItWasChecked() throws Exception {
    bus.serve(
        Operations.CONFIGURATION,
        asked ->
            Future.succeededFuture(
                new Document(
                    new Json("{\"valid\":true,\"errors\":0,\"warnings\":0,\"checks\":[]}"),
                    false)));
    assertThat(node.get("/admin/config/validate").json().getBoolean("valid")).isTrue();
    assertThat(node.withoutKey("/admin/config/validate").status()).isEqualTo(401);
  }

  @Test
  void checksAreMetrics() throws Exception {
    bus.serve(Operations.HEALTH, asked -> Future.succeededFuture(health()));
    assertThat(node.get("/metrics").text())
        .contains("athanor_health_status{check=\"database\"} 1.0\n")
        .doesNotContain("webhook");
  }

  @Test
  void metricsAreThereWithAndWithoutStatements() throws Exception {
    bus.serve(
        Experiments.QUEUE, asked -> Future.succeededFuture(new Document(new Json("{}"), false)));
    assertThat(node.get("/api/v1/queue").status()).isEqualTo(200);
    HttpNode.Answer without = node.get("/metrics");
    assertThat(without.header("Content-Type")).startsWith("text/plain; version=0.0.4");
    assertThat(without.text())
        .contains("athanor_bus_requests_total{address=\"experiments.queue\"} 1\n");
    var report =
        new Profiles.StatementsReport(List.of(Statistics.named("odd \"\\\n")), null, 0, 7, null);
    bus.serve(Profiles.STATEMENTS, asked -> Future.succeededFuture(report));
    assertThat(node.get("/metrics").text())
        .contains("athanor_statement_executions_total{statement=\"odd \\\"\\\\\\n\"} 3\n")
        .contains("athanor_statement_seconds_total{statement=\"odd \\\"\\\\\\n\"} 1.5\n")
        .contains("athanor_slow_log_dropped_total 7\n");
    assertThat(
            node.get("/admin/database/stats")
                .json()
                .getJsonArray("statements")
                .getJsonObject(0)
                .getDouble("p99Millis"))
        .isEqualTo(4.0);
  }

  @Test
  void nodesQueueAndSandboxAreShown() throws Exception {
    UUID id = new UUID(1, 2);
    var one =
        new Nodes.Node(
            id,
            "n",
            List.of("http"),
            List.of("default"),
            List.of("python"),
            "strict",
            4,
            1L << 30,
            1,
            Instant.EPOCH,
            Instant.EPOCH.plusSeconds(1),
            new Nodes.Load(0.5, 0.25, 0.125, 1 << 20, null));
    bus.serve(Nodes.LIST, asked -> Future.succeededFuture(new Nodes.NodeList(List.of(one))));
    var items = node.get("/api/v1/nodes").json().getJsonArray("items");
    assertThat(items.getJsonObject(0).getString("joinedAt")).isEqualTo("1970-01-01T00:00:00Z");
    bus.serve(
        Experiments.QUEUE, asked -> Future.succeededFuture(new Document(new Json("{}"), false)));
    assertThat(node.get("/api/v1/queue").text()).isEqualTo("{}");
    assertThat(node.get("/api/v1/queue?x=1").status()).isEqualTo(422);
    bus.serve(
        Operations.SANDBOX,
        asked ->
            Future.succeededFuture(
                new Operations.SandboxReport(
                    "strict",
                    List.of(new Operations.SandboxCheck("fork bomb", "stopped", "stopped", true)),
                    null,
                    List.of(new Operations.RuntimeReport("node", false, null, "apt node")))));
    assertThat(node.get("/admin/diagnostics/sandbox").json().getString("tier")).isEqualTo("strict");
  }
}
