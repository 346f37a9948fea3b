package io.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DbChangesTest {

  private static final String CHANGE =
      "{'id':'c1','state':'%s','apply':'CREATE INDEX CONCURRENTLY i ON t (a)','revert':'DROP INDEX CONCURRENTLY i',"
          + "'reason':'It is\\u001b so.','notes':['a note'],'progress':1,'startedAt':'2026-11-30T10:00:00Z',"
          + "'recommendation':{'kind':'CREATE','index':'i','table':'public.t'},'statements':[{'name':'a.b','countBefore':40,"
          + "'meanMillisBefore':2.0,'p95MillisBefore':3.0,'countAfter':30,'meanMillisAfter':7.25,'p95MillisAfter':9.0,"
          + "'related':true,'regressed':true}]}";

  private static FakeServer server(String state) {
    return new FakeServer()
        .json(
            "GET /admin/database/advice",
            200,
            "{'id':'a1','report':{'recommendations':[{'id':'create-i','apply':'x','bytes':1}]}}")
        .json("POST /admin/database/advice/a1/apply", 202, CHANGE.formatted(state))
        .json("GET /admin/database/changes/c1", 200, CHANGE.formatted(state))
        .json("GET /admin/database/changes", 200, "{'items':[" + CHANGE.formatted(state) + "]}")
        .json("POST /admin/database/changes/c1/revert", 202, CHANGE.formatted(state));
  }

  @Test
  void whatIsKeptEndsWithNothingAndWhatIsRevertedWithOne() {
    try (FakeServer kept = server("KEPT");
        FakeServer reverted = server("REVERTED")) {
      Invocation apply = Invocation.of(kept, "db", "apply", "create-i", "--watch", "30m", "--yes");
      assertThat(apply.code()).isZero();
      assertThat(kept.last().body())
          .contains("\"recommendation\":\"create-i\"", "\"watchSeconds\":1800");
      assertThat(apply.out())
          .contains("KEPT c1", "to revert: DROP INDEX", "7.25 ms", "slower", "note: a note")
          .doesNotContain("\u001b");
      assertThat(Invocation.of(reverted, "db", "apply", "create-i", "--yes").code())
          .isEqualTo(ExitCode.FAILED);
      assertThat(Invocation.of(reverted, "db", "revert", "c1").code()).isZero();
    }
  }

  @Test
  void nothingIsDoneWithoutBeingAsked() {
    try (FakeServer server = server("KEPT")) {
      assertThat(Invocation.of(server, "db", "apply", "create-i").code()).isEqualTo(ExitCode.USAGE);
      assertThat(Invocation.of(server, "db", "apply", "other", "--yes").code())
          .isEqualTo(ExitCode.NOT_FOUND);
      assertThat(Invocation.of(server, "db", "changes", "c1").out()).contains("KEPT c1");
      assertThat(Invocation.of(server, "db", "changes", "c1", "--json").out())
          .contains("\"state\"");
    }
  }
}
