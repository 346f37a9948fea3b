package io.athanor.cli;

import static io.athanor.cli.FakeExperiments.COMPLETED;
import static io.athanor.cli.FakeExperiments.FAILED;
import static io.athanor.cli.FakeExperiments.ID;
import static io.athanor.cli.FakeExperiments.PATH;
import static io.athanor.cli.FakeExperiments.end;
import static io.athanor.cli.FakeExperiments.events;
import static io.athanor.cli.FakeExperiments.output;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  private static final String TWO =
      """
      {"items":[
        {"id":"%s","name":"fit.py","state":"RUNNING","parameters":{"n":1,"lr":0.5},"startedAt":"2026-01-01T00:00:00Z"},
        {"id":"0198c0de-0000-7000-8000-00000fff0000","name":"evil\\u001b[2J\\nname","state":"FAILED","parameters":{"n":2,"lr":0.5},
         "submittedAt":"2026-01-01T00:00:00Z","startedAt":"2026-01-01T00:00:00Z","finishedAt":"2026-01-01T00:02:05Z"}],
       "nextCursor":"abc"}
      """
          .formatted(ID);

  private static FakeServer laboratory() {
    return new FakeServer()
        .on("GET /api/v1/experiments", (e, r) -> FakeServer.answer(e, 200, "application/json", TWO))
        .on("GET " + PATH, (e, r) -> FakeServer.answer(e, 200, "application/json", COMPLETED))
        .json("POST " + PATH + "/cancel", 202, "{'id':'" + ID + "','state':'CANCELLED'}")
        .on(
            "GET " + PATH + "/output",
            (e, r) ->
                FakeServer.answer(e, 200, "application/octet-stream", r.query() + "\u001b[2J\n"));
  }

  @Test
  void listsWithTheParametersThatDiffer() {
    try (FakeServer server = laboratory()) {
      Invocation list =
          Invocation.of(
              server,
              "list",
              "--state",
              "failed",
              "--tag",
              "study=a b",
              "--text",
              "x&y",
              "--limit",
              "2");
      assertThat(list.code()).isZero();
      assertThat(list.out().lines().toList().get(0))
          .matches("ID +NAME +PARAMETERS +STATE +DURATION +AGE");
      assertThat(list.out())
          .contains("0abc1234", "n=1", "n=2", "2m05s")
          .doesNotContain("lr=", "\u001b")
          .hasLineCount(3);
      assertThat(server.last().query()).isEqualTo("limit=2&state=FAILED&text=x&y&tag=study:a b");
      assertThat(list.err()).contains("--cursor abc");
    }
  }

  @Test
  void everyCommandPrintsOneJsonDocument() {
    try (FakeServer server = laboratory()) {
      List<String[]> commands =
          List.of(
              new String[] {"list", "--json"},
              new String[] {"show", ID, "--json"},
              new String[] {"logs", ID, "--json"},
              new String[] {"cancel", ID, "--json"},
              new String[] {"wait", ID, "--json"},
              new String[] {"doctor", "--json"},
              new String[] {"version", "--json"});
      for (String[] command : commands) {
        assertThat(Json.parse(Invocation.of(server, command).out())).as(command[0]).isPresent();
      }
    }
  }

  @Test
  void showsOneExperimentOnOneScreen() {
    try (FakeServer server = laboratory()) {
      Invocation show = Invocation.of(server, "show", "0ABC1234");
      assertThat(show.code()).isZero();
      assertThat(show.out())
          .contains(
              "COMPLETED",
              "n=10 word=\"two words\"",
              "waited 1.0 s",
              "took 2.5 s",
              "10 MB",
              "cold 55 ms",
              "plot.svg",
              "\"answer\" : 42");
      assertThat(show.out().lines().count()).isLessThan(40);
    }
  }

  @Test
  void coloursOnlyForAPersonWhoDidNotForbidIt() {
    try (FakeServer server = laboratory()) {
      Map<String, String> plain = Map.of("ATHANOR_URL", server.url());
      assertThat(Invocation.of(plain, true, "list").out()).contains("\u001b[31mFAILED\u001b[0m");
      assertThat(Invocation.of(plain, false, "list").out()).doesNotContain("\u001b");
      Map<String, String> forbidden = Map.of("ATHANOR_URL", server.url(), "NO_COLOR", "1");
      assertThat(Invocation.of(forbidden, true, "list").out()).doesNotContain("\u001b");
      assertThat(Invocation.of(forbidden, true, "--help").out()).doesNotContain("\u001b");
    }
  }

  @Test
  void aTableFitsTheTerminal() {
    try (FakeServer server = laboratory()) {
      Invocation list =
          Invocation.of(
              Map.of("ATHANOR_URL", server.url(), "COLUMNS", "60", "NO_COLOR", "1"), true, "list");
      assertThat(list.out().lines())
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60));
      assertThat(list.out()).contains("…");
    }
  }

  @Test
  void aNarrowTerminalIsNoError() {
    Invocation help = Invocation.of(Map.of("COLUMNS", "20"), true, "show", "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Usage");
  }

  @Test
  void neutralisesLogsUnlessRaw() {
    try (FakeServer server = laboratory()) {
      Invocation logs = Invocation.of(server, "logs", "last~0");
      assertThat(logs.out()).isEqualTo("stream=stdout\\x1b[2J\n");
      assertThat(logs.err()).isEqualTo("stream=stderr\\x1b[2J\n");
      assertThat(Invocation.of(server, "logs", ID, "--raw", "--stream", "stdout").out())
          .contains("\u001b[2J");
    }
  }

  @Test
  void followsLogsToTheEndOfTheExperiment() {
    try (FakeServer server =
        laboratory()
            .on(
                "GET " + PATH + "/output",
                (e, r) -> events(e, output("1", "stdout", 0, "a\n"), end("TIMED_OUT")))) {
      Invocation logs = Invocation.of(server, "logs", "-f", ID);
      assertThat(logs.code()).isEqualTo(ExitCode.FAILED);
      assertThat(logs.out()).isEqualTo("a\n");
      List<String> lines = Invocation.of(server, "logs", "-f", ID, "--json").out().lines().toList();
      assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(Json.parse(line)).isPresent());
    }
  }

  @Test
  void waitsForAnyEndAndTellsItByItsExitCode() {
    try (FakeServer server = laboratory()) {
      int[] asked = {0};
      server.on(
          "GET " + PATH,
          (e, r) ->
              FakeServer.answer(
                  e,
                  200,
                  "application/json",
                  ++asked[0] < 3 ? COMPLETED.replace("COMPLETED", "RUNNING") : FAILED));
      Invocation failed = Invocation.of(server, "wait", ID);
      assertThat(failed.code()).isEqualTo(ExitCode.FAILED);
      assertThat(failed.out()).contains(ID + "  FAILED  memory limit 256 MB");
      assertThat(asked[0]).isEqualTo(3);
    }
  }

  @Test
  void waitGivesUpWhenTheTimeIsUp() {
    try (FakeServer server = laboratory()) {
      server.on(
          "GET " + PATH,
          (e, r) ->
              FakeServer.answer(
                  e, 200, "application/json", COMPLETED.replace("COMPLETED", "RUNNING")));
      Invocation open = Invocation.of(server, "wait", ID, "--timeout", "100ms", "--json");
      assertThat(open.code()).isEqualTo(ExitCode.FAILED);
      assertThat(Json.parse(open.out()).orElseThrow().path("timedOut").asBoolean()).isTrue();
    }
  }

  @Test
  void cancelsAllThatItCan() {
    try (FakeServer server = laboratory()) {
      Invocation cancel =
          Invocation.of(server, "cancel", "0198c0de-0000-7000-8000-000000000000", ID);
      assertThat(cancel.code()).isEqualTo(ExitCode.NOT_FOUND);
      assertThat(cancel.out()).isEqualTo(ID + "  CANCELLED\n");
      assertThat(cancel.err()).contains("corr-404");
    }
  }

  @Test
  void findsExperimentsByTheirEndAndRefusesGuesses() {
    try (FakeServer server = laboratory()) {
      assertThat(Invocation.of(server, "show", "last").code()).isZero();
      assertThat(Invocation.of(server, "show", "last~5").code()).isEqualTo(ExitCode.NOT_FOUND);
      assertThat(Invocation.of(server, "show", "12345678").code()).isEqualTo(ExitCode.NOT_FOUND);
      assertThat(Invocation.of(server, "show", "abc1234").code()).isEqualTo(ExitCode.USAGE);
      assertThat(Invocation.of(server, "show", "../../admin/keys").code())
          .isEqualTo(ExitCode.USAGE);
      assertThat(Invocation.of(server, "show", "").code()).isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void wrongUsageIsExitCodeTwo() {
    for (String[] wrong :
        new String[][] {
          {},
          {"frobnicate"},
          {"list", "--limit", "0"},
          {"list", "--limit", "many"},
          {"wait"},
          {"test", "--full"}
        }) {
      Invocation run = Invocation.of(Map.of(), false, wrong);
      assertThat(run.code()).as(String.join(" ", wrong)).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).startsWith("athanor: ");
    }
  }

  @Test
  void helpIsNoError() {
    Invocation help = Invocation.of(Map.of(), false, "run", "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("--limit", "Examples:");
  }
}
