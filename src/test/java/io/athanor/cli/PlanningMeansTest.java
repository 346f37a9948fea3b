package io.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** By what was planned is said wherever it is not the best that there is. */
class PlanningMeansTest {

  private static final String WHAT_IF = "POST /admin/database/what-if";
  private static final String ADVICE = "POST /admin/database/advice";
  private static final String FORECAST =
      "{'means':'%s','why':%s,'sample':%s,'times':1,'indexes':[],'statements':[],'unchanged':1}";
  private static final String REPORT =
      "{'id':'7','state':'DONE','report':{'means':'%s','why':%s,'sample':%s,'statements':3,'recommendations':[],"
          + "'notAnalysed':[],'rejected':[]}}";
  private static final String PART = "{'bytes':8388608,'part':0.031,'millis':100}";
  private static final String ALL = "{'bytes':8388608,'part':1,'millis':100}";

  private static String whatIf(String means, String why, String sample) {
    try (FakeServer server =
        new FakeServer().json(WHAT_IF, 200, FORECAST.formatted(means, why, sample))) {
      Invocation asked = Invocation.of(server, "db", "what-if", "create index i on t (a)");
      assertThat(asked.code()).isZero();
      return asked.err();
    }
  }

  private static String advice(String means, String why, String sample) {
    try (FakeServer server =
        new FakeServer().json(ADVICE, 202, REPORT.formatted(means, why, sample))) {
      return Invocation.of(server, "db", "advise").err();
    }
  }

  @Test
  void aSampleSaysHowLargeItIsAndWhatItsCostsMean() {
    assertThat(whatIf("SAMPLE", "'No twin.'", PART))
        .contains("3.1 % of the pages (8.0 MB)", "reads many rows costs more", "No twin.");
    assertThat(whatIf("SAMPLE", "'No twin.'", ALL))
        .contains("a copy of all rows (8.0 MB)")
        .doesNotContain("costs more");
    assertThat(advice("SAMPLE", "'No twin.'", PART)).contains("3.1 % of the pages", "No twin.");
  }

  @Test
  void aGuessSaysWhatIsMissing() {
    assertThat(advice("NONE", "'ALTER ROLE x CREATEDB lets it'", "null"))
        .contains("guesses by rule", "ALTER ROLE x CREATEDB lets it");
    assertThat(advice("HYPOPG", "'No twin.'", "null")).contains("by HypoPG", "No twin.");
  }

  @Test
  void nothingIsSaidOfATwin() {
    assertThat(whatIf("TWIN", "null", "null")).doesNotContain("lanned");
    assertThat(advice("TWIN", "null", "null")).doesNotContain("lanned", "guess");
  }

  @Test
  void theAnswerIsAwaitedWhileRowsAreCopied() {
    String copying =
        "{'status':429,'type':'/problems/rows-being-copied','detail':'Rows are being copied.','advice':'Ask again.'}";
    try (FakeServer server = new FakeServer()) {
      server.on(
          WHAT_IF,
          (exchange, request) -> {
            server.json(WHAT_IF, 200, FORECAST.formatted("SAMPLE", "null", ALL));
            FakeServer.answer(
                exchange, 429, "application/problem+json", copying.replace('\'', '"'));
          });
      Invocation asked = Invocation.of(server, "db", "what-if", "create index i on t (a)");
      assertThat(asked.code()).as(asked.err()).isZero();
      assertThat(server.requests()).hasSize(2);
    }
  }
}
