package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Caller;
import io.athanor.contract.Failure;
import io.athanor.contract.Kind;
import io.athanor.contract.Refusal;
import io.athanor.contract.Research;
import io.athanor.contract.Specifications;
import io.athanor.support.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Specifications from designs of another system, which may be away, changed or closed to us. */
class SpecificationIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static Library library;
  private UUID project;
  private UUID job;

  @BeforeAll
  static void open() {
    library = Library.on(store);
  }

  @BeforeEach
  void design() throws Exception {
    project = UUID.randomUUID();
    job = design(project, "completed");
  }

  private static UUID design(UUID project, String status) throws Exception {
    String id =
        store.value(
            "insert into shared.design_jobs (project_id, user_id, prd_content, trd_content, status) values (?, 'u', '', '', ?) returning job_id",
            project.toString(),
            status);
    for (String document : List.of("prd", "design_system", "ux_flow", "screen_specs")) {
      store.execute(
          "insert into shared.design_outputs (job_id, document_type, file_name, content) values ('%s', '%s', 'f', 'x')"
              .formatted(id, document));
    }
    return UUID.fromString(id);
  }

  private Specifications.Start start(UUID ofProject, UUID design, String key) {
    return new Specifications.Start(ofProject, design, null, Caller.ADMIN, key, "digest");
  }

  private UUID started() {
    return store.get(Specifications.START, start(project, job, null)).records().get(0).id();
  }

  private static Specifications.Decide decide(UUID session, String category, String technology) {
    return new Specifications.Decide(null, session, category, technology, "why not", Caller.ADMIN);
  }

  private static JsonObject status(UUID session) {
    return new JsonObject(
        store
            .get(Specifications.STATUS, new Specifications.GetStatus(session, Caller.ADMIN))
            .body()
            .text());
  }

  @Test
  void aCompletedDesignIsSpecifiedOnceAtATime() throws Exception {
    UUID session = started();
    assertThat(status(session).getString("currentStage")).isEqualTo("loading_design_docs");
    Refusal twice = Await.refusal(store.ask(Specifications.START, start(project, job, null)));
    assertThat(twice.failure()).isEqualTo(Failure.CONFLICT);
    UUID other = UUID.randomUUID();
    assertThat(Await.refusal(store.ask(Specifications.START, start(other, job, null))).type())
        .isEqualTo("design-not-ready");
    UUID pending = design(project, "pending");
    assertThat(
            Await.refusal(store.ask(Specifications.START, start(project, pending, null)))
                .errors()
                .get(0)
                .message())
        .contains("pending");
    assertThat(
            Await.refusal(store.ask(Specifications.START, start(project, UUID.randomUUID(), null)))
                .failure())
        .isEqualTo(Failure.NOT_FOUND);
    UUID again = design(project, "completed");
    Research.Created first = store.get(Specifications.START, start(project, again, "key"));
    assertThat(store.get(Specifications.START, start(project, again, "key"))).isEqualTo(first);
  }

  @Test
  void decisionsDocumentsAndErrorsAreSeenInTheStatus() {
    UUID session = started();
    store.get(Specifications.DECIDE, decide(session, "database", "SQLite"));
    Research.Stored replaced =
        store.get(Specifications.DECIDE, decide(session, "database", "PostgreSQL"));
    assertThat(replaced.version()).isEqualTo(2);
    for (String bad : List.of("", "x".repeat(101))) {
      assertThat(
              Await.refusal(store.ask(Specifications.DECIDE, decide(session, "caching", bad)))
                  .failure())
          .isEqualTo(Failure.UNPROCESSABLE);
    }
    Specifications.GetTrd newest = new Specifications.GetTrd(session, null, Caller.ADMIN);
    assertThat(Await.refusal(store.ask(Specifications.TRD, newest)).type())
        .isEqualTo("no-document");
    for (int i = 1; i <= 2; i++) {
      library.make(
          Kind.DOCUMENT,
          "{\"specSessionId\":\"%s\",\"trdContent\":\"# %d\"}".formatted(session, i));
    }
    library.make(
        Kind.ERROR,
        "{\"specSessionId\":\"%s\",\"node\":\"n\",\"errorType\":\"timeout\",\"message\":\"slow\"}"
            .formatted(session));
    assertThat(store.get(Specifications.TRD, newest).body().text()).contains("# 2");
    assertThat(
            store
                .get(Specifications.TRD, new Specifications.GetTrd(session, 1, Caller.ADMIN))
                .body()
                .text())
        .contains("# 1");
    JsonObject status = status(session);
    assertThat(status.getInteger("decided")).isEqualTo(1);
    assertThat(status.getInteger("documents")).isEqualTo(2);
    assertThat(status.getJsonObject("lastError").getString("message")).isEqualTo("slow");
    Await.value(library.change(Kind.SPEC_SESSION, session, null, "{\"status\":\"completed\"}"));
    assertThat(
            Await.refusal(store.ask(Specifications.DECIDE, decide(session, "email", "x"))).type())
        .isEqualTo("session-closed");
  }

  @Test
  void designsAreListedNewestFirst() {
    var page =
        store.get(
            Specifications.JOBS,
            new Specifications.ListJobs(project.toString(), "completed", 5, null, Caller.ADMIN));
    assertThat(new JsonArray(page.items().text())).hasSize(1);
    assertThat(library.walk(Kind.SPEC_SESSION, Map.of(), null, 5)).isNotNull();
  }

  private String readingTells() {
    Specifications.GetJob get = new Specifications.GetJob(job, Caller.ADMIN);
    return Await.value(
        store
            .ask(Specifications.JOB, get)
            .map("read")
            .otherwise(cause -> ((io.athanor.contract.RefusedException) cause).refusal().type()));
  }

  /** In turn a column, a table and the schema go and come back; nothing else is disturbed. */
  @Test
  void whatIsMissingIsNamedAndFoundAgainWhenItIsBack() throws Exception {
    assertThat(readingTells()).isEqualTo("read");
    store.execute("alter table shared.design_jobs drop column error_message cascade");
    assertThat(readingTells()).isEqualTo("design-column-missing");
    store.execute("alter table shared.design_jobs add column error_message text");
    assertThat(readingTells()).isEqualTo("read");

    store.execute("alter table shared.design_progress rename to gone");
    store.execute("drop view shared_api.design_progress_v1");
    assertThat(readingTells()).isEqualTo("design-table-missing");
    assertThat(library.makes(Kind.SESSION, "{\"question\":\"why?\"}").version()).isEqualTo(1);
    store.execute("alter table shared.gone rename to design_progress");
    assertThat(readingTells()).isEqualTo("read");

    store.execute("alter schema shared rename to away");
    for (String view : List.of("jobs", "outputs", "decisions", "progress")) {
      store.execute("drop view shared_api.design_" + view + "_v1");
    }
    assertThat(readingTells()).isEqualTo("design-schema-missing");
    store.execute("alter schema away rename to shared");
    assertThat(readingTells()).isEqualTo("read");
  }

  @Test
  void everySqlStateHasItsWords() {
    for (Map.Entry<String, String> one :
        Map.of(
                "3F000", "design-schema-missing",
                "42P01", "design-table-missing",
                "42703", "design-column-missing",
                "42501", "design-access-denied")
            .entrySet()) {
      PgException failure = new PgException("no", "ERROR", one.getKey(), null);
      assertThat(SqlFailures.refusal("design.get", failure).refusal().type())
          .isEqualTo(one.getValue());
      assertThat(SqlFailures.refusal("other.get", failure).failure()).isEqualTo(Failure.INTERNAL);
    }
  }
}
