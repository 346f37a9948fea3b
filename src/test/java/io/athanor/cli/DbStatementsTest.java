package io.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DbStatementsTest {

  private static final String STATS =
      "{'statements':[{'name':'a.b','count':1234,'errors':1,'slow':2,'totalMillis':5.25,'p99Millis':4.04},"
          + "{'name':'c.d'}],'server':'not loaded'}";
  private static final String FINDINGS =
      "{'items':[{'flaw':'N_PLUS_ONE','name':'a.b','executions':40,'callSite':'A.b:7','advice':'Ask once.',"
          + "'rewrite':'select any ($1)\\u001b'}]}";

  private static String line(String kind, String name, double millis, String more) {
    return "{\"schema\":1,\"kind\":\"%s\",\"at\":\"2026-11-20T10:00:00Z\",\"name\":\"%s\",\"millis\":%s%s}\n"
        .formatted(kind, name, millis, more);
  }

  private static Invocation alone(String... arguments) {
    return Invocation.of(Map.of(), false, arguments);
  }

  @Test
  void theNodeIsAskedForWhatIsWanted() {
    try (FakeServer server =
        new FakeServer()
            .json(
                "GET /admin/database/slow-queries",
                200,
                "{'items':[{'at':'2026-11-20T10:00:00Z','name':'a.b','millis':120.5,'waitMillis':1,'rows':3,'correlationId':'c\\u001b-1'}]}")) {
      Invocation table =
          Invocation.of(server, "db", "slow-queries", "--kind", "failed", "--threshold", "250ms");
      assertThat(table.code()).isZero();
      assertThat(table.out())
          .containsPattern("2026-11-20T10:00:00Z +121 ms +1 ms +3 +a.b +c")
          .doesNotContain("\u001b");
      assertThat(server.last().query()).isEqualTo("kind=failed&limit=20&minMillis=250.0");
      for (String json : new String[] {"--json", "--format=json"}) {
        String out = Invocation.of(server, "db", "slow-queries", json).out();
        assertThat(Json.parse(out).orElseThrow().path("items")).hasSize(1);
      }
      for (String wrong : new String[] {"--kind=fast", "--limit=0", "--threshold=soon"}) {
        assertThat(Invocation.of(server, "db", "slow-queries", wrong).code())
            .isEqualTo(ExitCode.USAGE);
      }
    }
  }

  @Test
  void aSlowLogIsReadWithoutANode(@TempDir Path folder) throws IOException {
    Path log = folder.resolve("slow.jsonl");
    Files.writeString(
        log,
        line("slow", "first", 150, "")
            + line("failed", "broken", 1, ",\"failure\":\"57014\"")
            + line("slow", "both", 900, ",\"failure\":\"57014\"")
            + "{\"schema\":2,\"kind\":\"slow\"}\n"
            + "{\"schema\":1,\"kind\":\"dropped\",\"count\":7}\n"
            + line("slow", "last", 200, "")
            + "{\"schema\":1,\"ki");
    Invocation slow = alone("db", "slow-queries", "--log", log.toString());
    assertThat(slow.code()).isZero();
    assertThat(slow.out()).containsSubsequence("last", "both", "first").doesNotContain("broken");
    assertThat(slow.err()).contains("2 lines could not be read", "7 lines lost");
    Invocation failed = alone("db", "slow-queries", "--log", log.toString(), "--kind=failed");
    assertThat(failed.out()).containsSubsequence("both", "broken").doesNotContain("last");
    Invocation few =
        alone("db", "slow-queries", "--log", log.toString(), "--threshold=180ms", "--limit=1");
    assertThat(few.out()).contains("last").doesNotContain("both", "first");
    Invocation none = alone("db", "slow-queries", "--log", log + ".none");
    assertThat(none.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(none.err()).contains("There is no file");
    assertThat(alone("db", "slow-queries", "--log", log.toString(), "--kind=recent").code())
        .isEqualTo(ExitCode.USAGE);
    assertThat(alone("db", "slow-queries").code()).isEqualTo(ExitCode.UNREACHABLE);
  }

  @Test
  void statisticsAreShownWithFindingsAndBeginAnewWhereAsked() {
    try (FakeServer server =
        new FakeServer()
            .json("GET /admin/database/stats", 200, STATS)
            .json("GET /admin/database/findings", 200, FINDINGS)
            .json("POST /admin/database/reset-stats", 200, "{'since':'2026-11-20T10:00:00Z'}")) {
      Invocation stats = Invocation.of(server, "db", "stats", "--limit", "1");
      assertThat(stats.out()).containsPattern("a.b +1,234 +1 +2 +5.25 ms .*4.04 ms");
      assertThat(stats.err())
          .contains("1 more", "up to 40 times in one request", "A.b:7", "select any ($1)")
          .contains("not loaded")
          .doesNotContain("\u001b", "anew");
      assertThat(server.requests()).hasSize(2);
      assertThat(Invocation.of(server, "db", "stats", "--reset").err()).contains("anew");
      String json = Invocation.of(server, "db", "stats", "--json").out();
      assertThat(Json.parse(json).orElseThrow().path("findings")).hasSize(1);
    }
    assertThat(alone("db").code()).isEqualTo(ExitCode.USAGE);
  }
}
