package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A node with one slot whose clients mean harm, on a machine where the runtime node is missing. */
public final class AttackedNode implements AutoCloseable {
  private static final List<String> ODD =
      List.of("$(id)", "`id`", "a\nb", "--", "-rf", "", "; exit 9", "*", "\"'\\");

  private final boolean blind;
  private final TestHome home;
  private final NodeUnderTest node;
  private final Api api;

  private AttackedNode(TestHome home, NodeUnderTest node, boolean blind) {
    this.blind = blind;
    this.home = home;
    this.node = node;
    this.api = node.api();
  }

  /**
   * Starts it. Only root can take the interpreter out of the node's sight, and the control groups
   * when the tier is to be weaker; others have none in any case.
   */
  public static AttackedNode start(String tier, boolean root) throws IOException {
    String blind =
        "[ ! -e /usr/bin/node ] || mount --bind /dev/null /usr/bin/node || exit; "
            + ("STRICT".equals(tier) ? "" : "umount -l -R /sys/fs/cgroup || exit; ")
            + ("LANDLOCK".equals(tier) ? "mount --bind /dev/null /usr/bin/bwrap || exit; " : "")
            + "exec \"$@\"";
    TestHome home = TestHome.create();
    NodeUnderTest node =
        NodeUnderTest.launch(
            command -> {
              List<String> all = new ArrayList<>();
              if (root) {
                all.addAll(List.of("unshare", "--mount", "--", "sh", "-c", blind, "sh"));
              }
              all.addAll(command);
              return all;
            },
            home,
            Map.of("ATHANOR_EXECUTION_SLOTS", "1", "ATHANOR_EXECUTION_REQUIRED_TIER", "landlock"));
    try {
      AttackedNode attacked = new AttackedNode(home, node.awaitReady(), root);
      JsonNode done = attacked.api.run(Api.bash("true"));
      assertThat(done.path("attempts").path(0).path("tier").asText())
          .as(done.toString())
          .isEqualToIgnoringCase(tier);
      return attacked;
    } catch (AssertionError | RuntimeException e) {
      try (home) {
        node.close();
      }
      throw e;
    }
  }

  private Answer submitted(ObjectNode submission) {
    return api.post(Api.EXPERIMENTS, submission.toString());
  }

  private static void refused(Answer answer, int status, String... fields) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.fields()).as(answer.text()).containsExactly(fields);
  }

  /** Sources and bodies that are too large, and arguments that a shell would understand. */
  public String hugeSourceAndOddArguments() {
    refused(submitted(Api.bash("#".repeat(5 << 20))), 422, "source");
    HttpRequest.Builder body =
        api.request(Api.EXPERIMENTS).POST(BodyPublishers.ofByteArray(new byte[9 << 20]));
    refused(api.send(body), 413);
    ObjectNode odd =
        Api.python("import sys, json\nprint(json.dumps(sys.argv[1:]))\nresult = sys.argv[1:]");
    ODD.forEach(odd.putArray("arguments")::add);
    JsonNode ended = api.run(odd);
    assertThat(ended.path("result")).as(ended.toString()).isEqualTo(odd.path("arguments"));
    ObjectNode nul = Api.bash("true");
    nul.putArray("arguments").add("a\0b");
    Answer answer = submitted(nul);
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    return "422 source, 413, %d arguments as they are, 422 %s"
        .formatted(ODD.size(), answer.fields());
  }

  /** A program for an interpreter that is not there, and for one that nobody knows. */
  public String missingInterpreter() {
    String seen = "only root can hide the runtime node";
    if (blind) {
      Answer missing = submitted(Api.program("node", "console.log(1)"));
      refused(missing, 422, "runtime");
      assertThat(missing.text()).contains("apt-get install nodejs");
      seen = "422 " + missing.json().path("errors").path(0).path("message").asText();
    }
    refused(submitted(Api.program("cobol", "x")), 422, "runtime");
    JsonNode none = api.run(Api.program("exec", "#!/usr/bin/no-such-interpreter\n"));
    assertThat(none.path("verdict").asText()).as(none.toString()).isEqualTo("FAILED");
    assertThat(none.path("attempts")).as("one attempt").hasSize(1);
    return seen + "; 422 for cobol; one attempt";
  }

  /** What belongs to an experiment, by ids that are not its own, by paths, and without a key. */
  public String foreignIds() {
    JsonNode owner = api.run(Api.bash("echo secret > out/kept; echo secret"));
    String own = Api.EXPERIMENTS + "/" + owner.path("id").asText();
    String other = Api.EXPERIMENTS + "/" + UUID.randomUUID();
    assertThat(api.get(own + "/artifacts/kept").status()).isEqualTo(200);
    for (String path :
        List.of(
            other + "/artifacts/kept",
            other + "/output",
            own + "/artifacts/other",
            own + "/artifacts/..%2f..%2fadmin.key",
            own + "/artifacts/%2fetc%2fpasswd",
            "/api/v1/contents/" + "0".repeat(64),
            "/api/v1/contents/..%2fadmin.key")) {
      assertThat(api.get(path).status()).as(path).isEqualTo(404);
      HttpRequest.Builder strange = HttpRequest.newBuilder(api.address().resolve(path));
      assertThat(api.send(strange).status()).as(path).isEqualTo(401);
    }
    ObjectNode thief = Api.bash("cat inputs/*");
    ObjectNode input = new ObjectMapper().createObjectNode().put("name", "a");
    thief.putArray("inputs").add(input.put("digest", "0".repeat(64)));
    Answer answer = submitted(thief);
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    JsonNode looked = api.run(Api.bash("find / -name kept 2>/dev/null | wc -l; exit 0"));
    String output = Api.EXPERIMENTS + "/" + looked.path("id").asText() + "/output?stream=stdout";
    assertThat(api.get(output).text().strip()).isEqualTo("0");
    return "404 for 7 paths, 401 without a key, 422 for an unknown input; nothing inside";
  }

  /** Checks that it serves as before, and that nothing of what ran is left. */
  public void goOn() throws IOException {
    assertThat(node.isAlive()).isTrue();
    assertThat(api.get("/health/ready").status()).isEqualTo(200);
    JsonNode next =
        api.run(
            Api.python("import os\nresult = os.listdir('out') + os.listdir(os.environ['TMPDIR'])"));
    assertThat(next.path("state").asText()).as(next + node.tail()).isEqualTo("COMPLETED");
    assertThat(next.path("result").toString()).isEqualTo("[]");
    // The spare that waits in the only slot: bubblewrap and the first process in it.
    NodeUnderTest.within(Duration.ofSeconds(10)).until(() -> home.sandboxed().size() <= 3);
  }

  @Override
  public void close() throws IOException {
    node.close();
    home.close();
  }
}
