package io.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What there is, in numbers, and which sessions there were. */
class StatusCommandTest {

  private static final String SESSION = "0198c0de-0000-7000-8000-00000abc1234";

  private static FakeServer laboratory() {
    return new FakeServer()
        .json("GET /api/v1/counts", 200, "{'counts':{'experiments':{'completed':7,'submitted':9}}}")
        .json(
            "GET /api/v1/sessions/" + SESSION,
            200,
            "{'id':'" + SESSION + "','question':'why?','status':'active'}")
        .json(
            "GET /api/v1/sessions",
            200,
            "{'items':[{'id':'"
                + SESSION
                + "','question':'why\\u001b?','status':'active','createdAt':'2026-01-01T00:00:00Z'}],'nextCursor':'abc'}");
  }

  @Test
  void countsAll() {
    try (FakeServer server = laboratory()) {
      Invocation status = Invocation.of(server, "status");
      assertThat(status.code()).isZero();
      assertThat(status.out().lines().toList().get(0)).matches("WHAT +STATUS +COUNT");
      assertThat(status.out())
          .containsPattern("experiments +completed +7")
          .containsPattern("experiments +submitted in all +9")
          .containsPattern("experiments +not yet ended +2");
    }
  }

  @Test
  void countsOneSession() {
    try (FakeServer server = laboratory()) {
      Invocation status = Invocation.of(server, "status", SESSION);
      assertThat(status.out()).startsWith("why?  (active)\n");
      assertThat(server.last().query()).isEqualTo("sessionId=" + SESSION);
      assertThat(Invocation.of(server, "status", "nobody").code()).isEqualTo(ExitCode.NOT_FOUND);
      assertThat(
              Json.parse(Invocation.of(server, "status", SESSION, "--json").out())
                  .orElseThrow()
                  .path("counts")
                  .path("experiments")
                  .path("submitted")
                  .asInt())
          .isEqualTo(9);
    }
  }

  @Test
  void listsSessions() {
    try (FakeServer server = laboratory()) {
      Invocation history = Invocation.of(server, "history", "--status", "active", "--limit", "1");
      assertThat(history.code()).isZero();
      assertThat(history.out()).contains(SESSION, "active").doesNotContain("\u001b");
      assertThat(history.err()).contains("--cursor abc");
      assertThat(server.last().query()).isEqualTo("limit=1&status=active");
      assertThat(Json.parse(Invocation.of(server, "history", "--json").out())).isPresent();
      assertThat(Invocation.of(server, "history", "--limit", "0").code()).isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void opensSessions() {
    try (FakeServer server =
        new FakeServer().json("POST /api/v1/sessions", 201, "{'id':'" + SESSION + "'}")) {
      String[] typed = {
        "session", "create", "Why? Really?", "--domain", "ml", "--tag", "a=b", "--description", "x"
      };
      Invocation created = Invocation.of(server, typed);
      assertThat(created.code()).as(created.err()).isZero();
      assertThat(created.out()).isEqualTo(SESSION + "\n");
      assertThat(server.last().body())
          .isEqualTo(
              "{'question':'Why? Really?','description':'x','domain':'ml','tags':{'a':'b'}}"
                  .replace('\'', '"'));
      assertThat(server.last().header("Idempotency-Key")).isNotBlank();
      Invocation json = Invocation.of(server, "session", "create", "Why?", "--json");
      assertThat(Json.parse(json.out()).orElseThrow().path("id").asText()).isEqualTo(SESSION);
      for (String wrong : new String[] {"session", "session create", "session show Why?"}) {
        assertThat(Invocation.of(server, wrong.split(" ", -1)).code()).isEqualTo(ExitCode.USAGE);
      }
    }
  }
}
