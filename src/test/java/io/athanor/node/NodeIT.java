package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a researcher does with a node, through its HTTP interface only. One slot. */
class NodeIT {

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

  private static void completed(JsonNode experiment) {
    assertThat(experiment.path("state").asText())
        .as(experiment + node.tail())
        .isEqualTo("COMPLETED");
  }

  @Test
  void pythonLeavesResultMetricsArtefactsAndOutput() {
    ObjectNode program =
        Api.python(
            """
            import athanor
            print("computing")
            for step in range(3):
                athanor.log_metric("loss", 1 / (step + 1), step=step)
            open("out/model.bin", "w").write("weights")
            athanor.result({"sum": athanor.params["a"] + athanor.params["b"]})
            """);
    program.putObject("parameters").put("a", 40).put("b", 2);
    JsonNode done = api.run(program);
    completed(done);
    assertThat(done.path("verdict").asText()).isEqualTo("SUCCEEDED");
    assertThat(done.path("result").toString()).isEqualTo("{\"sum\":42}");
    assertThat(done.path("attempts").path(0).path("firstOutputMillis").asLong(-1)).isNotNegative();
    assertThat(done.path("metrics").findValuesAsText("value")).hasSize(3).contains("0.5");
    assertThat(done.path("artifacts").findValuesAsText("name")).containsExactly("model.bin");
    assertThat(done.path("attempts")).hasSize(1);
    String at = Api.EXPERIMENTS + "/" + done.path("id").asText();
    assertThat(api.get(at + "/output").text()).isEqualTo("computing\n");
    assertThat(api.get(at + "/artifacts/model.bin").text()).isEqualTo("weights");
    assertThat(api.get(at + "/metrics").json().path("items")).hasSize(3);
  }

  @Test
  void everyRuntimeRuns() {
    ObjectNode exec = new ObjectMapper().createObjectNode().put("runtime", "exec");
    exec.putArray("arguments").add("/bin/echo").add("from exec");
    String java =
        "public class P { public static void main(String[] a) { System.out.println(\"from java\"); } }";
    List<String> ids =
        api.submitAll(
            List.of(
                Api.bash("echo from bash; echo '[7]' > \"$ATHANOR_RESULT\""),
                Api.program("node", "console.log('from node')"),
                Api.program("java", java).set("limits", limits("memory", "512MB")),
                exec));
    List<String> printed =
        ids.stream()
            .map(
                id -> {
                  completed(api.awaitEnd(id));
                  return api.get(Api.EXPERIMENTS + "/" + id + "/output").text().strip();
                })
            .toList();
    assertThat(printed).containsExactly("from bash", "from node", "from java", "from exec");
    assertThat(api.show(ids.get(0)).path("result").toString()).isEqualTo("[7]");
  }

  @Test
  void anErrorOfTheProgramIsShownWithItsLine() {
    JsonNode failed = api.run(Api.python("x = 1\nraise ValueError('bad learning rate')"));
    assertThat(failed.path("state").asText()).isEqualTo("FAILED");
    JsonNode error = failed.path("attempts").path(0).path("error");
    assertThat(error.path("type").asText()).isEqualTo("ValueError");
    assertThat(error.path("message").asText()).isEqualTo("bad learning rate");
    assertThat(error.path("line").asInt()).isEqualTo(2);
  }

  @Test
  void outputIsFollowedWhileTheProgramRuns() {
    String id = api.submit(Api.bash("echo first; sleep 2; echo last"));
    Following follower = Following.output(api, id, null);
    NodeUnderTest.within(Duration.ofSeconds(30)).until(() -> follower.text().equals("first\n"));
    assertThat(api.show(id).path("state").asText()).isEqualTo("RUNNING");
    NodeUnderTest.within(Duration.ofSeconds(30)).until(follower::hasEnded);
    assertThat(follower.text()).isEqualTo("first\nlast\n");
    Following.Event end = follower.events().get(follower.events().size() - 1);
    assertThat(end.name()).isEqualTo("end");
    assertThat(end.body().path("state").asText()).isEqualTo("COMPLETED");
    Following late = Following.output(api, id, follower.events().get(0).id());
    NodeUnderTest.within(Duration.ofSeconds(10)).until(late::hasEnded);
    assertThat(late.text()).isEqualTo("last\n");
  }

  @Test
  void aBatchAnswersInItsOrderAndRunsWhole() {
    List<ObjectNode> batch =
        IntStream.range(0, 10)
            .mapToObj(i -> Api.bash("echo " + i + " > \"$ATHANOR_RESULT\""))
            .toList();
    List<String> ids = api.submitAll(batch);
    assertThat(ids).hasSize(10).doesNotHaveDuplicates();
    for (int i = 0; i < ids.size(); i++) {
      assertThat(api.await(ids.get(i), "COMPLETED").path("result").asInt(-1)).isEqualTo(i);
    }
  }

  @Test
  void theSameIdempotencyKeyGetsTheSameAnswer() throws IOException {
    String body = Api.bash("true").put("name", "idempotent").toString();
    String[] header = {"Idempotency-Key", "the-same-key"};
    List<CompletableFuture<Answer>> asked =
        Stream.generate(
                () -> CompletableFuture.supplyAsync(() -> api.post(Api.EXPERIMENTS, body, header)))
            .limit(50)
            .toList();
    List<Checker.Answered> journal = new ArrayList<>();
    for (CompletableFuture<Answer> answer : asked) {
      assertThat(answer.join().status()).isEqualTo(202);
      String id = answer.join().json().path("id").asText();
      journal.add(new Checker.Answered(header[1], List.of(id)));
    }
    assertThat(journal.stream().distinct()).hasSize(1);
    Answer other = api.post(Api.EXPERIMENTS, Api.bash("false").toString(), header);
    assertThat(other.status()).isEqualTo(409);
    Answer list = api.get(Api.EXPERIMENTS + "?text=idempotent");
    assertThat(list.json().path("items")).hasSize(1);
    completed(api.awaitEnd(journal.get(0).ids().get(0)));
    Checker.assertJournalHolds(node, "F15", journal);
  }

  @Test
  void aFinishedIdenticalExperimentIsReused() {
    ObjectNode program = Api.python("print('once')\nresult = {'answer': 42}");
    JsonNode first = api.run(program);
    Answer again = api.post(Api.EXPERIMENTS, program.put("reuse", "finished").toString());
    assertThat(again.json().path("reusedFrom")).isEqualTo(first.path("id"));
    assertThat(again.json().path("state").asText()).isEqualTo("COMPLETED");
    JsonNode reused = api.show(again.json().path("id").asText());
    assertThat(reused.path("result")).isEqualTo(first.path("result"));
    String output = Api.EXPERIMENTS + "/" + again.json().path("id").asText() + "/output";
    assertThat(api.get(output).text()).isEqualTo("once\n");
  }

  @Test
  void cancellingFreesTheSlotForTheNext() {
    String running = api.submit(Api.bash("trap '' TERM; while true; do sleep 1; done"));
    api.await(running, "RUNNING");
    String queued = api.submit(Api.bash("echo never"));
    String next = api.submit(Api.bash("echo next"));
    assertThat(api.show(queued).path("waiting").asText()).contains("next in line");
    assertThat(api.cancel(queued).json().path("state").asText()).isEqualTo("CANCELLED");
    assertThat(api.cancel(running).status()).isEqualTo(202);
    JsonNode cancelled = api.await(running, "CANCELLED");
    assertThat(cancelled.path("reason").asText()).isEqualTo("cancelled on request");
    completed(api.awaitEnd(next));
    assertThat(api.show(queued).path("attempts")).isEmpty();
    Answer late = api.cancel(running);
    assertThat(late.status()).isEqualTo(200);
    assertThat(late.json().path("state").asText()).isEqualTo("CANCELLED");
    completed(api.run(Api.bash("true")));
  }

  @Test
  void aSleeperEndsAtItsWallLimit() {
    ObjectNode program = Api.python("import time\nprint('kept', flush=True)\ntime.sleep(3)");
    JsonNode ended = api.run(program.set("limits", limits("wall", "PT0.5S")));
    assertThat(ended.path("state").asText()).isEqualTo("TIMED_OUT");
    assertThat(ended.path("verdict").asText()).isEqualTo("WALL_LIMIT");
    assertThat(ended.path("reason").asText()).isEqualTo("time limit 0.50 s reached");
    assertThat(ended.path("attempts").path(0).path("wallMillis").asInt()).isBetween(500, 1_500);
    String output = Api.EXPERIMENTS + "/" + ended.path("id").asText() + "/output";
    assertThat(api.get(output).text()).isEqualTo("kept\n");
  }

  static ObjectNode limits(String name, String value) {
    return new ObjectMapper().createObjectNode().put(name, value);
  }
}
