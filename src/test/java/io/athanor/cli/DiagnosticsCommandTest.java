package io.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosticsCommandTest {

  private static final String REPORT =
      "{'node':{'id':'0198','version':'1.0','home':'/h','database':'embedded"
          + " PostgreSQL','roles':['http','cache']},'sampledAt':'2026-01-01T00:00:00Z','status':'STATUS','reasons':['memory:"
          + " 96 \\u001b[31m'],'memory':{'status':'warning','reasons':['96 % of the memory is in"
          + " use'],"
          + "'process':{'rssMb':300,'vmsMb':900,'percent':7},'system':{'totalMb':4096,'percent':96},"
          + "'heap':{'usedMb':60.5,'maxMb':256}},"
          + "'disk':{'status':'error','error':'gone','reasons':[]},"
          + "'fileDescriptors':{'status':'healthy','reasons':[],'openFds':12},"
          + "'eventLoop':{'status':'healthy','reasons':[],'loops':2,'p50Millis':0.1,'p99Millis':2,'maxMillis':5},"
          + "'jvm':{'status':'healthy','reasons':[],'name':'OpenJDK','version':'17','flags':['-Xmx256m']},"
          + "'process':{'status':'healthy','reasons':[],'pid':7,'name':'host','platform':'Linux'}}";

  @TempDir private Path directory;

  private static FakeServer server(String status) {
    return new FakeServer()
        .json("GET " + DiagnosticsCommand.PATH, 200, REPORT.replace("STATUS", status));
  }

  @Test
  void printsALineForEachSection() {
    try (FakeServer server = server("warning")) {
      Invocation said = Invocation.of(server, "diagnostics");
      assertThat(said.code()).isZero();
      assertThat(said.out())
          .startsWith("Node 0198: warning, sampled at 2026-01-01T00:00:00Z\n")
          .containsPattern(
              "memory +warn +heap 61 MB of 256 MB, process 300 MB, machine 96 % of 4.0 GB")
          .containsPattern("disk of the home +fail +cannot be read: gone")
          .containsPattern("file descriptors +ok +12, no limit")
          .contains("- memory: 96 ")
          .doesNotContain("\u001b");
      assertThat(Json.parse(Invocation.of(server, "diagnostics", "--json").out()))
          .hasValueSatisfying(
              report -> assertThat(report.path("status").asText()).isEqualTo("warning"));
    }
  }

  @Test
  void anErrorIsTheExitCode() {
    try (FakeServer server = server("error")) {
      assertThat(Invocation.of(server, "diagnostics").code()).isEqualTo(ExitCode.FAILED);
    }
  }

  @Test
  void theDoctorSaysTheSame() {
    try (FakeServer server = server("error")) {
      server.json("GET /health/ready", 200, "{}").json("GET /health", 200, "{'checks':[]}");
      Invocation doctor = Invocation.of(server, "doctor", "--json");
      assertThat(doctor.code()).isEqualTo(ExitCode.FAILED);
      assertThat(Json.parse(doctor.out()).orElseThrow().path("checks"))
          .anySatisfy(
              check -> {
                assertThat(check.path("check").asText()).isEqualTo("node: memory");
                assertThat(check.path("status").asText()).isEqualTo("warn");
                assertThat(check.path("advice").asText()).contains("96 % of the memory is in use");
              });
    }
  }

  @Test
  void reportPrintsTheHintsFirst() {
    String report =
        "{'lookAtFirst':[{'rule':'pool-wait','subject':'database pool','evidence':'2"
            + " wait','advice':'Look.'}],"
            + "'startup':{'wallMillis':900.5,'criticalMillis':700,'sumMillis':1200,'criticalPath':['a','b']},"
            + "'http':{'since':'2026-01-01T00:00:00Z','routes':[{'method':'GET','path':'/x',"
            + "'time':{'count':3,'p50Millis':1,'p95Millis':2,'p99Millis':3,'maxMillis':4}}]},'missing':[{'part':'cache','reason':'no"
            + " answer'}]}";
    try (FakeServer server = new FakeServer().json("GET /admin/performance/report", 200, report)) {
      Invocation said = Invocation.of(server, "report");
      assertThat(said.code()).isZero();
      assertThat(said.out())
          .startsWith("Look at first:\n1. database pool: 2 wait [pool-wait]\n   Look.\n")
          .contains("Start: 900.5 ms; critical path 700.0 ms (a > b); sum of the parts 1,200.0 ms")
          .containsPattern("GET /x +3 +1.0 ms +2.0 ms")
          .doesNotContain("Database");
    }
  }

  @Test
  void infoSaysWhatRunsWhere() {
    try (FakeServer server = server("warning")) {
      Invocation info = Invocation.of(server, "info");
      assertThat(info.code()).isZero();
      assertThat(info.out())
          .containsPattern("running +true")
          .containsPattern("node.database +embedded PostgreSQL")
          .containsPattern("node.roles +http cache")
          .containsPattern("jvm.flags +-Xmx256m")
          .containsPattern("host.name +host");
    }
  }

  @Test
  void infoWithoutANodeIsNoFault() {
    Invocation info =
        Invocation.of(Map.of("ATHANOR_HOME", directory.toString()), false, "info", "--json");
    assertThat(info.code()).isZero();
    assertThat(Json.parse(info.out()))
        .hasValueSatisfying(
            said -> {
              assertThat(said.path("running").asBoolean(true)).isFalse();
              assertThat(said.path("home").asText()).isEqualTo(directory.toString());
              assertThat(said.path("problem").asText()).contains("athanor serve");
            });
  }
}
