package io.athanor.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.athanor.app.config.AthanorConfig;
import io.athanor.app.config.ConfigReader;
import io.athanor.app.home.NodeHome;
import io.athanor.app.startup.Component;
import io.athanor.app.startup.ShutdownReport;
import io.athanor.app.startup.StartupGraph;
import io.athanor.app.startup.StartupLimits;
import io.athanor.app.startup.StartupReport;
import io.athanor.app.startup.StartupRun;
import io.athanor.app.startup.StartupState;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Conversations;
import io.athanor.contract.Json;
import io.athanor.contract.RequestAddress;
import io.athanor.contract.Role;
import io.athanor.execution.Farewell;
import io.athanor.http.Door;
import io.athanor.support.TestFolders;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All roles on one node, with the embedded database. */
class WholeHouseIT {

  private static final AtomicReference<NodeBus> bus = new AtomicReference<>();
  private static final StartupFeed feed = new StartupFeed();
  private static Path folder;
  private static NodeHome home;
  private static StartupRun run;
  private static StartupReport report;

  @BeforeAll
  static void start() throws Exception {
    folder = TestFolders.create("house").toRealPath();
    Files.createDirectories(TestFolders.binaries());
    Files.createSymbolicLink(folder.resolve("postgres"), TestFolders.binaries());
    home = NodeHome.open(Optional.of(folder), Clock.systemUTC());
    AthanorConfig config =
        new ConfigReader(Map.of(), Map.of(), folder)
            .read(Optional.empty(), Map.of("http.port", "0"))
            .config()
            .orElseThrow();
    List<Component<?>> all = new ArrayList<>(components(config).all());
    all.add(
        Component.blocking(
                "spy",
                needs -> {
                  bus.set(needs.get("bus", NodeBus.class));
                  return "spy";
                })
            .needs("bus", Role.HTTP.id()));
    run =
        StartupGraph.of(all, StartupLimits.of(Duration.ofSeconds(90), Duration.ofSeconds(30)))
            .start();
    feed.tell(run);
    report = run.outcome().get();
    feed.ended(report);
    assertThat(report.state()).as(report.render()).isEqualTo(StartupState.READY);
  }

  private static NodeComponents components(AthanorConfig config) {
    Farewell farewell = new Farewell(config.shutdown().grace().dividedBy(2));
    return new NodeComponents(config, home, feed, () -> Json.EMPTY, new Door(), farewell);
  }

  @AfterAll
  static void everythingStopsInReverse() throws Exception {
    ShutdownReport stopped = run.closeAll().get();
    home.close();
    assertThat(stopped.clean()).as(stopped.render()).isTrue();
    List<String> names = stopped.components().stream().map(ShutdownReport.Stopped::name).toList();
    assertThat(names)
        .startsWith("api")
        .containsSubsequence("api", "execution", "persistence", "migrations")
        .containsSubsequence("http", "bus", "vertx")
        .containsSubsequence("execution", "sandbox")
        .containsSubsequence("persistence", "database-server")
        .containsSubsequence("persistence", "bus", "vertx");
    assertThat(bus.get().served()).isEmpty();
    assertThat(folder.resolve("node.json")).doesNotExist();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  @Test
  void everyAddressIsServedByTheRoleThatItNames() {
    Map<String, Role> named = new TreeMap<>();
    for (RequestAddress<?, ?> address : Conversations.requests()) {
      named.put(address.name(), address.role());
    }
    assertThat(bus.get().served()).isEqualTo(named);
  }

  @Test
  void theGraphOpensTheApiLastAndBringsTheStoreBeforeTheWorkers() {
    assertThat(report.components())
        .extracting(StartupReport.Part::name)
        .containsSubsequence("database-server", "migrations", "persistence", "execution", "api")
        .containsSubsequence("sandbox", "execution")
        .containsSubsequence("bus", "http", "api");
    assertThat(report.render()).contains("critical path: ");
    for (Role role : Role.values()) {
      assertThat(report.render()).contains(role.id());
    }
  }

  @Test
  void theStartIsToldOverHttp() throws Exception {
    JsonNode node = new JsonMapper().readTree(folder.resolve("node.json").toFile());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.path("url").asText() + "/startup"))
            .header("X-API-Key", Files.readString(folder.resolve("admin.key")).strip())
            .timeout(Duration.ofSeconds(10))
            .build();
    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode told = new JsonMapper().readTree(answer.body());
    assertThat(told.path("state").asText()).isEqualTo("READY");
    assertThat(told.path("components")).hasSize(report.components().size());
    assertThat(told.path("wallMillis").asDouble()).isPositive();
  }
}
