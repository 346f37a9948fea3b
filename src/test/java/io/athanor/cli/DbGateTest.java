package io.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code athanor db gate} and {@code athanor db statistics}. */
class DbGateTest {

  private static final String STATISTICS = "GET /admin/database/statistics";

  @TempDir Path folder;

  private static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"')).orElseThrow();
  }

  private static Invocation gate(StatementGate gate, String... arguments) {
    return Invocation.of(gate, Map.of(), false, arguments);
  }

  @Test
  void findingsAreATableAndEndWithOne() {
    AtomicReference<StatementGate.Order> asked = new AtomicReference<>();
    StatementGate found =
        order -> {
          asked.set(order);
          return json(
              "{'planned':250,'written':false,'failed':true,'notes':['A note.'],'findings':["
                  + "{'kind':'NEW_FULL_SCAN','statement':'a.b','costBefore':8.5,'costNow':25950.0,'text':'reads t','fails':true},"
                  + "{'kind':'PLAN_FLIP','statement':'c.d','costBefore':9,'costNow':8,'text':'uses i','fails':false},"
                  + "{'kind':'NEW_STATEMENT','statement':'e.f','costBefore':null,'costNow':8,'text':'new','fails':true}]}");
        };
    Invocation failed =
        gate(found, "db", "gate", "--statistics", "x/planner.json", "--growth", "5");
    assertThat(failed.code()).isEqualTo(ExitCode.FAILED);
    assertThat(failed.out()).contains("NEW FULL SCAN", "25,950", "plan flip", "NEW STATEMENT");
    assertThat(failed.err()).contains("Note: A note.", "--accept", "planner.plans.json");
    assertThat(asked.get().baseline()).isEqualTo(Path.of("x/planner.plans.json"));
    assertThat(asked.get().growth()).isEqualTo(5);
    assertThat(gate(found, "db", "gate", "--statistics", "x", "--json").out())
        .contains("\"failed\" : true");
  }

  @Test
  void allAsBeforeEndsWithZero() {
    StatementGate fine = order -> json("{'planned':9,'written':false,'failed':false}");
    Invocation ended = gate(fine, "db", "gate", "--statistics", "a", "--baseline", "b");
    assertThat(ended.code()).isZero();
    assertThat(ended.err()).contains("9 statements planned, none worse than in b.");
    StatementGate written = order -> json("{'planned':9,'written':true,'failed':false}");
    assertThat(gate(written, "db", "gate", "--statistics", "a", "--accept").err())
        .contains("what was planned is in a.plans.json");
  }

  @Test
  void whatCannotBeUsedIsASentence() {
    StatementGate given =
        order -> {
          throw new StatementGate.Unusable("planner.json is empty.", true, null);
        };
    Invocation refused = gate(given, "db", "gate", "--statistics", "a");
    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).isEqualTo("athanor: planner.json is empty.\n");
    assertThat(gate(given, "db", "gate").code()).isEqualTo(ExitCode.USAGE);
    assertThat(gate(given, "db", "gate", "--statistics", "a", "--growth", "0").code())
        .isEqualTo(ExitCode.USAGE);
    StatementGate machine =
        order -> {
          throw new StatementGate.Unusable("no server here", false, null);
        };
    assertThat(gate(machine, "db", "gate", "--statistics", "a").code())
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void statisticsAreForTheirOwnerAlone() throws Exception {
    try (FakeServer server =
        new FakeServer().json(STATISTICS, 200, "{'format':1,'relations':[{'name':'t'}]}")) {
      Path file = folder.resolve("planner.json");
      Files.writeString(file, "old");
      Invocation written = Invocation.of(server, "db", "statistics", "--output", file.toString());
      assertThat(written.code()).isZero();
      assertThat(Files.readString(file)).contains("\"format\" : 1");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(written.err()).contains("readable for you alone");
      assertThat(Invocation.of(server, "db", "statistics", "--without-values").out())
          .contains("relations");
      assertThat(server.last().query()).isEqualTo("without=values");
      String nowhere = folder.resolve("no/such/file").toString();
      assertThat(Invocation.of(server, "db", "statistics", "-o", nowhere).code())
          .isEqualTo(ExitCode.CANNOT_WRITE);
    }
  }
}
