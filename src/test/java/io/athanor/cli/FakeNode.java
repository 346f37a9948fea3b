package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A process that looks like a node to {@code demo}: it writes node.json, estimates pi itself, and
 * stays until it is told to end.
 */
final class FakeNode {
  private final Map<String, ObjectNode> experiments = new ConcurrentHashMap<>();
  private final double bias;

  private FakeNode(double bias) {
    this.bias = bias;
  }

  /** The first argument is the way in which this node is bad, if at all. */
  public static void main(String[] arguments) throws Exception {
    String way = arguments.length > 0 ? arguments[0] : "good";
    System.out.println("The fake node is " + way);
    if (way.equals("dying")) {
      System.out.println("no database, \u001b[31mgiving up");
      System.exit(78);
    }
    FakeServer server = new FakeServer();
    new FakeNode(way.equals("wrong") ? 0.1 : 0).serve(server);
    if (way.equals("failing")) {
      server.json("POST /api/v1/experiments/batch", 503, "{'detail':'Stopping'}");
    }
    if (way.equals("silent")) {
      server.json("GET /health/ready", 503, "{}");
    }
    Path home = Path.of(System.getenv("ATHANOR_HOME"));
    Files.writeString(home.resolve("admin.key"), "secret-of-the-demo");
    Path node = home.resolve("node.json");
    String document =
        "{\"url\":\"" + server.url() + "\",\"pid\":" + ProcessHandle.current().pid() + "}";
    Runtime.getRuntime().addShutdownHook(new Thread(() -> node.toFile().delete()));
    Files.writeString(node, document);
    new CountDownLatch(1).await();
  }

  private void serve(FakeServer server) {
    server.json("GET /health/ready", 200, "{}");
    server.on(
        "POST /api/v1/experiments/batch",
        (e, r) -> FakeServer.answer(e, 202, "application/json", accept(server, r.body())));
    server.on(
        "GET /api/v1/experiments", (e, r) -> FakeServer.answer(e, 200, "application/json", list()));
  }

  private String accept(FakeServer server, String body) {
    ArrayNode items = Json.array();
    for (JsonNode sent : Json.parse(body).orElseThrow().path("experiments")) {
      String id = String.format("0198c0de-0000-7000-8000-%012d", experiments.size());
      ObjectNode experiment = finished(id, sent);
      experiments.put(id, experiment);
      server.on(
          "GET /api/v1/experiments/" + id,
          (e, r) -> FakeServer.answer(e, 200, "application/json", experiment.toString()));
      items.addObject().put("id", id).put("state", "QUEUED");
    }
    return Json.object().<ObjectNode>set("items", items).toString();
  }

  private ObjectNode finished(String id, JsonNode sent) {
    long n = sent.path("parameters").path("n").asLong();
    Random random = new Random(sent.path("parameters").path("seed").asLong() * 1_000_003 + n);
    long inside = 0;
    for (long i = 0; i < n; i++) {
      double x = random.nextDouble();
      double y = random.nextDouble();
      inside += x * x + y * y <= 1 ? 1 : 0;
    }
    ObjectNode experiment =
        Json.object()
            .put("id", id)
            .put("name", sent.path("name").asText())
            .put("state", "COMPLETED");
    experiment.set("parameters", sent.path("parameters"));
    experiment.putObject("result").put("n", n).put("estimate", 4.0 * inside / n + bias);
    experiment
        .put("submittedAt", "2026-01-01T00:00:00Z")
        .put("startedAt", "2026-01-01T00:00:00.040Z");
    experiment
        .putArray("attempts")
        .addObject()
        .put("number", 1)
        .put("startMillis", 5)
        .put("wallMillis", 20)
        .put("cpuMillis", 18);
    return experiment;
  }

  private String list() throws IOException {
    ArrayNode items = Json.array();
    experiments.values().forEach(items::add);
    return Json.object().<ObjectNode>set("items", items).toString();
  }
}
