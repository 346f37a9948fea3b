package io.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueCommandTest {

  private static FakeServer laboratory() {
    return new FakeServer()
        .json(
            "GET /api/v1/queue",
            200,
            "{'ready':3,'running':1,'waiting':2,'held':5,'exact':false,'pools':[{'pool':'gpu','ready':3,'running':1,'exact':true,'paused':true}]}")
        .json("GET /api/v1/caps", 200, "{'items':[{'key':'pool:gpu','most':4,'taken':4,'held':5}]}")
        .json("POST /api/v1/pools/gpu/pause", 200, "{'name':'gpu','paused':true}")
        .json("POST /api/v1/pools/gpu/resume", 200, "{'name':'gpu','paused':false}")
        .json("POST /api/v1/caps", 200, "{'key':'pool:gpu','most':4}");
  }

  @Test
  void theQueueIsShownByPoolWithItsCaps() {
    try (FakeServer server = laboratory()) {
      Invocation queue = Invocation.of(server, "queue");
      assertThat(queue.code()).isZero();
      assertThat(queue.out())
          .containsPattern("gpu +3 +1 .*paused")
          .containsPattern("pool:gpu +4 +4 +5");
      assertThat(queue.err()).contains("at least 2 wait", "5 are held");
      assertThat(
              Json.parse(Invocation.of(server, "queue", "--json").out()).orElseThrow().path("caps"))
          .hasSize(1);
    }
  }

  @Test
  void failuresAreShownByGroupAndRunAgainOrGivenUp() {
    try (FakeServer server =
        new FakeServer()
            .json(
                "GET /api/v1/failure-groups",
                200,
                "{'items':[{'id':'g1','failures':5000,'exact':true,'verdict':'FAILED','signature':'KeyError\\u001b at main.py:3'}],'nextCursor':'c'}")
            .json("POST /api/v1/failure-groups/g1/retry", 202, "{'items':[{'id':'x'}]}")
            .json("POST /api/v1/failure-groups/g1/cancel", 200, "{'cancelled':2}")) {
      assertThat(Invocation.of(server, "failures").out())
          .containsPattern("g1 +5000 +FAILED +KeyError")
          .doesNotContain("\u001b");
      assertThat(Invocation.of(server, "failures", "--retry", "g1").out()).isEqualTo("x\n");
      assertThat(Invocation.of(server, "failures", "--cancel", "g1").err()).contains("2 exp");
      assertThat(Invocation.of(server, "failures", "--cancel", "g1", "--retry", "g1").code())
          .isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void aCheckEndsWithOneWhenSomethingIsBrokenOrTheJournalIsNotBorneOut(@TempDir Path folder)
      throws IOException {
    Path journal = folder.resolve("journal");
    Files.writeString(
        journal, "{\"ids\":[\"a\"],\"key\":\"k\"}\n\n{\"ids\":[\"b\"],\"key\":\"k\"}\n");
    try (FakeServer server =
        new FakeServer()
            .json("POST /admin/database/check", 202, "{'progress':'RUNNING','invariants':[]}")
            .json(
                "GET /admin/database/check",
                200,
                "{'progress':'DONE','invariants':[{'name':'I1 one place','broken':[],'millis':1}]}")
            .json("GET /api/v1/experiments/a", 200, "{'state':'RUNNING'}")
            .json("GET /api/v1/experiments/b", 404, "{}")) {
      Invocation fine = Invocation.of(server, "check");
      assertThat(fine.code()).isZero();
      assertThat(fine.out()).containsPattern("I1 one place +holds");
      Invocation broken =
          Invocation.of(server, "check", "--journal", journal.toString(), "--all-ended");
      assertThat(broken.code()).isEqualTo(ExitCode.FAILED);
      assertThat(broken.out())
          .containsPattern("I5 .*BROKEN +k")
          .containsPattern("I6 .*BROKEN +b")
          .containsPattern("I1 what .*BROKEN +a is RUNNING");
      assertThat(Invocation.of(server, "check", "--journal", "nowhere").code())
          .isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void nodesAreShownWithTheirLoadAndWhyTheyTakeNoWork() {
    try (FakeServer server =
        new FakeServer()
            .json(
                "GET /api/v1/nodes",
                200,
                "{'items':[{'name':'ws','pools':['a','b'],'runtimes':['python'],'tier':'strict','slots':2,'running':1,"
                    + "'load':{'cpu':0.97,'memory':0.5,'closed':'its processors\\u001b are busy'}},"
                    + "{'name':'desk','pools':[],'runtimes':[],'tier':'none','slots':0,'running':0},"
                    + "{'name':'new','pools':['a'],'runtimes':[],'tier':'strict','slots':2,'running':0}]}")) {
      Invocation nodes = Invocation.of(server, "nodes");
      assertThat(nodes.out())
          .containsPattern("ws +a,b +python +strict +1 of 2 +97 % +50 % +its processors.* are busy")
          .containsPattern("desk +.*0 of 0 +no")
          .containsPattern("new +a +strict +0 of 2 +yes")
          .doesNotContain("\u001b");
      assertThat(Json.parse(Invocation.of(server, "nodes", "--json").out()).orElseThrow())
          .hasSize(1);
    }
  }

  @Test
  void aPoolIsPausedAndResumed() {
    try (FakeServer server = laboratory()) {
      assertThat(Invocation.of(server, "pool", "pause", "gpu").out()).isEqualTo("gpu is paused\n");
      assertThat(Invocation.of(server, "pool", "resume", "gpu").out()).isEqualTo("gpu goes on\n");
      assertThat(Invocation.of(server, "pool", "stop", "gpu").code()).isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void aCapIsSetAndTakenAway() {
    try (FakeServer server = laboratory()) {
      assertThat(Invocation.of(server, "cap", "pool:gpu", "4").out())
          .isEqualTo("pool:gpu has a cap of 4\n");
      assertThat(server.last().body()).contains("\"most\":4");
      Invocation.of(server, "cap", "pool:gpu", "none");
      assertThat(server.last().body()).contains("\"most\":null");
      assertThat(server.last().body()).contains("\"most\":null");
      assertThat(Invocation.of(server, "cap", "pool:gpu", "many").code()).isEqualTo(ExitCode.USAGE);
    }
  }
}
