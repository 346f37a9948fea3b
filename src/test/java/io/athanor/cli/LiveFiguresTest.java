package io.athanor.cli;

import static io.athanor.cli.FakeExperiments.COMPLETED;
import static io.athanor.cli.FakeExperiments.ID;
import static io.athanor.cli.FakeExperiments.PATH;
import static io.athanor.cli.FakeExperiments.accepting;
import static io.athanor.cli.FakeExperiments.end;
import static io.athanor.cli.FakeExperiments.events;
import static io.athanor.cli.FakeExperiments.output;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveFiguresTest {

  private static final String LIVE =
      """
      {"attempt":2,"progress":0.4567,"message":"epoch 3\\u001b[2J","points":3,"names":101,"lost":20,"at":"2026-01-01T00:00:02Z",
       "metrics":[{"name":"loss","value":0.25,"step":7,"points":3,"at":"2026-01-01T00:00:02Z"}]}"""
          .replace("\n", "");

  private static final String LINE = "\r\u001b[K45.6 %  epoch 3";

  @TempDir private Path directory;
  private String program;

  @BeforeEach
  void writeProgram() throws IOException {
    program = Files.writeString(directory.resolve("fit.py"), "pass").toString();
  }

  private Invocation run(boolean watched, String... output) {
    try (FakeServer server =
        accepting(COMPLETED).on("GET " + PATH + "/output", (e, r) -> events(e, output))) {
      Map<String, String> environment =
          Map.of("ATHANOR_URL", server.url(), "ATHANOR_API_KEY", "key-of-a-test");
      return Invocation.of(environment, watched, "run", program);
    }
  }

  private static String live() {
    return "event: live\ndata: " + LIVE + "\n\n";
  }

  @Test
  void aPersonSeesThemInALineThatGivesWayToTheOutput() {
    Invocation run =
        run(true, live(), output("1.0", "stderr", 0, "hello\n"), live(), end("COMPLETED"));
    assertThat(run.code()).isZero();
    String after = run.err().substring(run.err().indexOf(LINE));
    assertThat(after).contains("loss 0.250000\r\u001b[Khello\n" + LINE).doesNotContain("\u001b[2J");
  }

  @Test
  void theyHideNoLineThatTheProgramHasBegun() {
    Invocation run = run(true, output("1.0", "stderr", 0, "hel"), live(), end("COMPLETED"));
    assertThat(run.err()).contains("hel").doesNotContain("45.6 %");
  }

  @Test
  void aFileHasNoneOfThem() {
    Invocation run = run(false, live(), end("COMPLETED"));
    assertThat(run.code()).isZero();
    assertThat(run.err()).doesNotContain("45.6 %");
  }

  @Test
  void showHasThem() {
    String running =
        "{\"id\":\"" + ID + "\",\"name\":\"fit.py\",\"state\":\"RUNNING\",\"live\":" + LIVE + "}";
    try (FakeServer server =
        new FakeServer()
            .on(
                "GET " + PATH,
                (exchange, request) ->
                    FakeServer.answer(exchange, 200, "application/json", running))) {
      Invocation show = Invocation.of(server, "show", ID);
      assertThat(show.code()).isZero();
      assertThat(show.out())
          .contains("Progress     45.6 %  epoch 3", "Metrics so far")
          .containsPattern("loss +0\\.250000 +7 +3")
          .contains("100 more: once it has ended");
      assertThat(show.err()).contains("not finite or not understood so far: 20");
    }
  }
}
