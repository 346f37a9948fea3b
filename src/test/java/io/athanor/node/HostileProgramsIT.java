package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Programs that mean harm, submitted to a node with one slot. Each gets its verdict, with a reason
 * in words; the node and its slot go on; nothing of the program is left. What a sandbox alone can
 * show is in the abuse suite.
 */
class HostileProgramsIT {

  private static TestHome home;
  private static NodeUnderTest node;
  private static Api api;

  @BeforeAll
  static void start() throws IOException {
    home = TestHome.create();
    node = NodeUnderTest.ready(home, Map.of("ATHANOR_EXECUTION_SLOTS", "1"));
    api = node.api();
  }

  @AfterAll
  static void stop() throws IOException {
    node.close();
    home.close();
  }

  @AfterEach
  void theNodeGoesOn() {
    // What may be left is the spare that waits in the only slot: bubblewrap, the first process in
    // it
    // and the one for the next program.
    NodeUnderTest.within(Duration.ofSeconds(10)).until(() -> home.sandboxed().size() <= 3);
    JsonNode next =
        api.run(Api.python("import os\nresult = os.listdir('out') + os.listdir('/tmp')"));
    assertThat(next.path("state").asText()).as(next + node.tail()).isEqualTo("COMPLETED");
    assertThat(next.path("result").toString()).isEqualTo("[]");
    assertThat(api.get("/health/ready").status()).isEqualTo(200);
    assertThat(node.isAlive()).isTrue();
  }

  private static JsonNode ended(JsonNode submission, String verdict) {
    JsonNode ended = api.run(submission);
    assertThat(ended.path("verdict").asText()).as(ended + node.tail()).isEqualTo(verdict);
    return ended;
  }

  private static String output(JsonNode experiment, String stream) {
    String path = Api.EXPERIMENTS + "/" + experiment.path("id").asText();
    return api.get(path + "/output?stream=" + stream).text();
  }

  @Test
  void aHundredMegabytesOfOutputAreCut() {
    JsonNode ended = ended(Api.bash("head -c 104857600 /dev/zero | tr '\\0' x"), "OUTPUT_LIMIT");
    assertThat(ended.path("state").asText()).isEqualTo("FAILED");
    assertThat(ended.path("reason").asText()).contains("output").contains("1");
    assertThat(ended.path("attempts").path(0).path("truncated").asBoolean()).isTrue();
    assertThat(output(ended, "stdout")).hasSize(1 << 20);
  }

  @Test
  void anEndlessLoopEndsAtItsProcessorTime() {
    ObjectNode loop = Api.python("while True: pass");
    JsonNode ended = ended(loop.set("limits", NodeIT.limits("cpu", "PT1S")), "CPU_LIMIT");
    assertThat(ended.path("reason").asText()).startsWith("processor time limit 1 s reached");
  }

  @Test
  void theMachinesSecretsAreOutOfReach() {
    String key = home.file("admin.key").toString();
    JsonNode ended =
        ended(Api.bash("cat " + key + "; cat /proc/*/environ; cat /etc/shadow"), "FAILED");
    assertThat(ended.path("reason").asText()).contains("exit code 1");
    assertThat(output(ended, "stdout")).doesNotContain("root:").doesNotContain(api.key());
    assertThat(output(ended, "stderr")).contains("/etc/shadow: ");
  }

  @Test
  void theNodesOwnPortsAreOutOfReach() throws IOException {
    List<String> lines = Files.readAllLines(home.file("data").resolve("postmaster.pid"));
    int database = Integer.parseInt(lines.get(3).strip());
    String program =
        """
        import socket
        result = []
        for port in (%d, %d):
            try:
                socket.create_connection(("127.0.0.1", port), 2).close()
                result.append("open")
            except OSError as e:
                result.append(type(e).__name__)
        """;
    JsonNode ended =
        ended(Api.python(program.formatted(database, api.address().getPort())), "SUCCEEDED");
    assertThat(ended.path("result").toString())
        .isEqualTo("[\"ConnectionRefusedError\",\"ConnectionRefusedError\"]");
  }

  @Test
  void nothingIsWrittenOutsideItsFolder() {
    Path mark = home.file("written-by-a-program");
    String paths = mark + " /etc/cron.d/x /usr/bin/x /var/tmp/athanor-x /dev/shm/athanor-x";
    JsonNode ended =
        ended(Api.bash("for f in " + paths + "; do echo x > $f; done; exit 3"), "FAILED");
    assertThat(ended.path("reason").asText()).contains("exit code 3");
    for (String path : paths.split(" ", -1)) {
      assertThat(Path.of(path)).doesNotExist();
    }
  }

  @Test
  void memoryEndsAtItsLimit() {
    ObjectNode hog = Api.python("x = []\nwhile True: x.append(bytearray(1 << 20))");
    JsonNode ended = ended(hog.set("limits", NodeIT.limits("memory", "64MB")), "MEMORY_LIMIT");
    assertThat(ended.path("reason").asText()).startsWith("memory limit 64 MB reached");
  }

  @Test
  void poisonInResultMetricsAndNamesIsOnlyText() {
    String program =
        """
        import athanor
        athanor.log_metric("'; drop table experiments; --", 1.0)
        athanor.log_metric("nul\\0", 2.0)
        open("out/<script>.html", "w").write("<script>alert(1)</script>")
        print("\\0\\x1b[2J\\ud800".encode("utf-8", "surrogatepass"))
        athanor.result({"nul": "a\\0b", "deep": [[[[[[]]]]]]})
        """;
    JsonNode ended = api.run(Api.python(program));
    assertThat(ended.path("verdict").asText()).isIn("SUCCEEDED", "RESULT_INVALID");
    assertThat(ended.path("reason").asText() + ended.path("result")).isNotBlank();
    String page = Api.EXPERIMENTS + "/" + ended.path("id").asText() + "/artifacts";
    assertThat(api.get(page).status()).isEqualTo(200);
    Answer submitted =
        api.send(
            api.request(Api.EXPERIMENTS)
                .POST(BodyPublishers.ofString(Api.bash("true").put("name", "a\0b").toString())));
    assertThat(submitted.status()).isEqualTo(422);
    assertThat(submitted.fields()).containsExactly("name");
  }
}
