package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Failure;
import io.athanor.contract.Kind;
import io.athanor.contract.Research;
import io.athanor.contract.Verdict;
import io.athanor.persistence.Plans.Plan;
import io.athanor.support.Await;
import io.athanor.support.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Maintained counters say what counting would say, whatever was written and folded. */
class CountsIT {

  private static final List<String[]> COUNTED =
      List.of(
          new String[] {"sessions", "null::uuid", "status", "sessions"},
          new String[] {"hypotheses", "session_id", "status", "hypotheses"},
          new String[] {"agents", "session_id", "status", "agents"},
          new String[] {"papers", "null::uuid", "source", "papers"},
          new String[] {"experiments", "session_id", "'submitted'", "experiments"},
          new String[] {"outcomes", "session_id", "lower(status)", "experiments"});

  /** Where no chore of a node changes what a test has filled in. */
  @RegisterExtension static final TestDatabase crowded = TestDatabase.migrated();

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static Library library;

  @BeforeAll
  static void open() {
    library = Library.on(store);
  }

  private static JsonObject counts(UUID session) {
    return new JsonObject(
            store.get(Research.COUNTS, new Research.Counts(session, Caller.ADMIN)).body().text())
        .getJsonObject("counts");
  }

  private static void assertCounted(UUID session) throws SQLException {
    JsonObject counts = counts(session);
    for (String[] one : COUNTED) {
      String where = session == null ? "" : " where " + one[1] + " = '" + session + "'";
      for (List<String> row :
          store.rows("select " + one[2] + ", count(*) from " + one[0] + where + " group by 1")) {
        assertThat(counts.getJsonObject(one[3]).getLong(row.get(0)))
            .as("%s %s of %s", one[3], row.get(0), session)
            .isEqualTo(Long.parseLong(row.get(1)));
      }
    }
  }

  private static Future<?> write(Random random, UUID session, List<UUID> hypotheses) {
    String hypothesis =
        "{\"sessionId\":\"%s\",\"researchQuestion\":\"why?\",\"statement\":\"It is so indeed.\",\"rationale\":\"Because somebody has seen it.\",\"domain\":\"d\"}"
            .formatted(session);
    UUID some = hypotheses.isEmpty() ? null : hypotheses.get(random.nextInt(hypotheses.size()));
    return switch (random.nextInt(7)) {
      case 0 -> library.asks(Kind.HYPOTHESIS, hypothesis, hypothesis, hypothesis);
      case 1 -> library.asks(Kind.AGENT, "{\"agentType\":\"a\",\"sessionId\":\"" + session + "\"}");
      case 2 ->
          some == null ? Future.succeededFuture() : library.delete(Kind.HYPOTHESIS, some, null);
      case 3 ->
          some == null
              ? Future.succeededFuture()
              : library.change(Kind.HYPOTHESIS, some, null, "{\"status\":\"testing\"}");
      case 4 ->
          library.asks(Kind.PAPER, "{\"source\":\"s" + random.nextInt(3) + "\",\"title\":\"t\"}");
      case 5 ->
          library
              .asks(Kind.HYPOTHESIS, hypothesis)
              .onSuccess(made -> hypotheses.add(made.records().get(0).id()));
      default -> library.change(Kind.SESSION, session, null, "{\"iteration\":2}");
    };
  }

  @Test
  void randomWritesAndFoldsLeaveTheCountersExact() throws Exception {
    Random random = new Random(11);
    List<UUID> hypotheses = new java.util.concurrent.CopyOnWriteArrayList<>();
    List<UUID> sessions = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sessions.add(library.make(Kind.SESSION, "{\"question\":\"why?\"}"));
    }
    for (int round = 0; round < 20; round++) {
      List<Future<?>> writes = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        writes.add(write(random, sessions.get(random.nextInt(3)), hypotheses));
        if (i % 7 == 0) {
          writes.add(fold());
        }
      }
      Await.value(Future.join(writes).otherwiseEmpty());
      assertCounted(null);
      assertCounted(sessions.get(round % 3));
    }
    Await.value(fold());
    // The node folds as well, and what it has just taken is still there for others.
    await()
        .untilAsserted(
            () -> assertThat(store.value("select count(*) from count_changes")).isEqualTo("0"));
    assertCounted(null);
    sessions.forEach(CountsIT::assertQuietly);
  }

  private static void assertQuietly(UUID session) {
    try {
      assertCounted(session);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** As the chore does, on a connection of its own. */
  private static Future<?> fold() {
    return store
        .vertx()
        .executeBlocking(
            () -> {
              store.execute(StatementsIT.named("counts.fold").text());
              return null;
            },
            false);
  }

  @Test
  void experimentsAreCountedWhenTheyComeAndWhenTheyEnd() throws Exception {
    UUID session = library.make(Kind.SESSION, "{\"question\":\"why?\"}");
    Member member = store.member("counted");
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ids.addAll(store.insert(Draft.in("counted").session(session)));
    }
    member.commits(Member.ended(member.takesOne(), Verdict.SUCCEEDED));
    member.commits(Member.ended(member.takesOne(), Verdict.FAILED));
    store.get(Experiments.CANCEL, new Experiments.Cancel(ids.get(3), null, Caller.ADMIN));
    JsonObject counts = counts(session).getJsonObject("experiments");
    assertThat(counts)
        .isEqualTo(
            new JsonObject("{\"cancelled\":1,\"completed\":1,\"failed\":1,\"submitted\":4}"));
    store.get(Research.DELETE_EXPERIMENT, new Research.DeleteExperiment(ids.get(3), Caller.ADMIN));
    assertThat(counts(session).getJsonObject("experiments").getInteger("submitted")).isEqualTo(3);
    assertThat(
            Await.refusal(
                    store.ask(
                        Research.COUNTS, new Research.Counts(UUID.randomUUID(), Caller.ADMIN)))
                .failure())
        .isEqualTo(Failure.NOT_FOUND);
  }

  @Test
  void readingThemCostsTheSameHoweverManyThereAre() throws Exception {
    try (Connection connection = crowded.target().connect();
        Plans plans = Plans.open(crowded.target())) {
      Crowd.settle(connection);
      Crowd.fill(connection, 1, 2_000);
      Plan few = plans.of(StatementsIT.named("counts.all"), Tuple.of(new UUID(-1, -1)));
      Crowd.fill(connection, 2_001, 20_000);
      Plan many = plans.of(StatementsIT.named("counts.all"), Tuple.of(new UUID(-1, -1)));
      assertThat(many.blocks()).isLessThanOrEqualTo(few.blocks() + 12);
    }
  }
}
