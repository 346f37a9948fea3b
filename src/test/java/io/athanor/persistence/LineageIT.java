package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Include;
import io.athanor.contract.Experiments.ListPage;
import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Failure;
import io.athanor.contract.Kind;
import io.athanor.contract.Order;
import io.athanor.contract.Queue;
import io.athanor.contract.Refusal;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.Research;
import io.athanor.contract.State;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From a question to its hypotheses, their experiments and results, and back. */
class LineageIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static Library library;
  private UUID session;
  private UUID hypothesis;

  @BeforeAll
  static void open() {
    library = Library.on(store);
  }

  @BeforeEach
  void ask() throws Exception {
    store.clear();
    session = library.make(Kind.SESSION, "{\"question\":\"why?\"}");
    hypothesis = library.make(Kind.HYPOTHESIS, hypothesisOf(session));
  }

  /** Whatever ended an experiment: the outcome tells the session of the experiment. */
  @AfterEach
  void outcomesTellTheSessionOfTheirExperiments() throws Exception {
    assertThat(
            store.value(
                "select count(*) from outcomes o join experiments e on e.id = o.experiment_id"
                    + " where o.session_id is distinct from e.session_id"))
        .isEqualTo("0");
  }

  private static String hypothesisOf(UUID session) {
    return "{\"sessionId\":\""
        + session
        + "\",\"researchQuestion\":\"why?\",\"statement\":\"It is so indeed.\","
        + "\"rationale\":\"Because somebody has seen it.\",\"domain\":\"physics\"}";
  }

  private static JsonObject get(UUID id, Include... include) {
    return new JsonObject(
        store
            .get(Experiments.GET, new Experiments.Get(id, List.of(include), Caller.ADMIN))
            .body()
            .text());
  }

  private static List<UUID> walk(State state, UUID hypothesis, String type, Order order) {
    List<UUID> found = new ArrayList<>();
    String cursor = null;
    do {
      ListPage ask =
          new ListPage(
              state,
              null,
              null,
              null,
              hypothesis,
              type,
              Map.of(),
              null,
              null,
              null,
              null,
              order,
              2,
              cursor,
              Caller.ADMIN);
      Page page = store.get(Experiments.LIST, ask);
      Library.ids(page.items()).forEach(found::add);
      cursor = page.nextCursor();
    } while (cursor != null);
    return found;
  }

  private static Refusal refuses(Draft... drafts) {
    return Await.refusal(
        store.ask(Queue.INSERT, new Queue.Insert(Draft.planned(drafts), Caller.ADMIN, null, null)));
  }

  @Test
  void anExperimentBelongsToTheSessionOfItsHypothesis() {
    UUID id = store.insert(Draft.in("p").hypothesis(hypothesis).type("simulation")).get(0);
    JsonObject document = get(id, Include.HYPOTHESIS);
    assertThat(document.getString("sessionId")).isEqualTo(session.toString());
    assertThat(document.getString("experimentType")).isEqualTo("simulation");
    assertThat(document.getJsonObject("hypothesis").getString("statement"))
        .isEqualTo("It is so indeed.");
    assertThat(get(id).containsKey("hypothesis")).isFalse();
    UUID result =
        library.make(Kind.RESULT, "{\"experimentId\":\"" + id + "\",\"data\":{\"p\":0.01}}");
    JsonObject found = library.get(Kind.RESULT, result, "experiment", "hypothesis");
    assertThat(found.getString("hypothesisId")).isEqualTo(hypothesis.toString());
    assertThat(found.getString("sessionId")).isEqualTo(session.toString());
    assertThat(found.getJsonObject("experiment").getString("id")).isEqualTo(id.toString());
    JsonObject asked =
        library.get(
            Kind.SESSION, session, "hypotheses", "experiments", "results", "papers", "agents");
    for (String part : List.of("hypotheses", "experiments", "results")) {
      assertThat(asked.getJsonArray(part)).as(part).hasSize(1);
    }
    assertThat(asked.getJsonArray("papers")).isEmpty();
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    UUID other = library.make(Kind.SESSION, "{\"question\":\"what else?\"}");
    Refusal contradiction = refuses(Draft.in("p").session(other).hypothesis(hypothesis));
    assertThat(contradiction.failure()).isEqualTo(Failure.UNPROCESSABLE);
    assertThat(contradiction.errors()).extracting(FieldError::field).containsExactly("sessionId");
    Refusal unknown =
        refuses(Draft.in("p"), Draft.in("p").hypothesis(new UUID(0x7000, 0x8000000000000000L)));
    assertThat(unknown.errors())
        .extracting(FieldError::field)
        .containsExactly("experiments[1].hypothesisId");
    store.insert(Draft.in("p").session(session).hypothesis(hypothesis));
  }

  @Test
  void listsFollowTheHypothesisTheTypeAndTheEnd() {
    Member member = store.member("p");
    List<UUID> ended = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      store.insert(Draft.in("p").hypothesis(hypothesis).type("simulation"));
    }
    for (int i = 0; i < 5; i++) {
      Attempts.Work work = member.takesOne();
      member.commits(Member.ended(work, Verdict.SUCCEEDED));
      ended.add(0, work.experimentId());
    }
    store.insert(Draft.in("p").type("data_analysis"));
    assertThat(walk(State.COMPLETED, null, null, Order.FINISHED)).isEqualTo(ended);
    assertThat(walk(null, hypothesis, null, Order.NEWEST)).hasSize(5);
    assertThat(walk(null, null, "data_analysis", Order.OLDEST)).hasSize(1);
    assertThat(
            Await.refusal(
                    store.ask(
                        Experiments.LIST,
                        new ListPage(
                            State.QUEUED,
                            null,
                            null,
                            null,
                            null,
                            null,
                            Map.of(),
                            null,
                            null,
                            null,
                            null,
                            Order.FINISHED,
                            5,
                            null,
                            Caller.ADMIN)))
                .errors())
        .extracting(FieldError::field)
        .containsExactly("order");
  }

  @Test
  void whoeverEndsItTheOutcomeKnowsTheSession() throws Exception {
    Member member = store.member(UUID.randomUUID(), Duration.ofMillis(200), "p");
    List<UUID> ids =
        store.insert(
            Draft.in("p").hypothesis(hypothesis).fingerprint("same"),
            Draft.in("p").hypothesis(hypothesis),
            Draft.in("q").hypothesis(hypothesis));
    member.commits(Member.ended(member.takesOne(), Verdict.SUCCEEDED));
    store.get(Experiments.CANCEL, new Experiments.Cancel(ids.get(2), null, Caller.ADMIN));
    store.insert(Draft.in("p").hypothesis(hypothesis).fingerprint("same").reuse());
    assertThat(store.value("select count(*) from outcomes where session_id is not null"))
        .isEqualTo("3");
  }

  @Test
  void aResultBelongsToTheSessionOfItsHypothesisWhereItsExperimentHasNone() {
    UUID other = store.insert(Draft.in("p")).get(0);
    UUID late =
        library.make(
            Kind.RESULT,
            "{\"experimentId\":\"%s\",\"hypothesisId\":\"%s\",\"data\":{}}"
                .formatted(other, hypothesis));
    assertThat(library.get(Kind.RESULT, late).getString("sessionId")).isEqualTo(session.toString());
    store.get(Research.DELETE, new Research.Delete(Kind.RESULT, late, null, Caller.ADMIN));
  }

  @Test
  void anEndedExperimentIsDeletedWithAllThatIsItsOwn() throws Exception {
    Member member = store.member("p");
    UUID id = store.insert(Draft.in("p").hypothesis(hypothesis).tags(Map.of("k", "v"))).get(0);
    Research.DeleteExperiment delete = new Research.DeleteExperiment(id, Caller.ADMIN);
    assertThat(Await.refusal(store.ask(Research.DELETE_EXPERIMENT, delete)).type())
        .isEqualTo("not-ended");
    member.commits(Member.ended(member.takesOne(), Verdict.SUCCEEDED));
    UUID result = library.make(Kind.RESULT, "{\"experimentId\":\"" + id + "\",\"data\":{}}");
    assertThat(store.get(Research.DELETE_EXPERIMENT, delete)).isEqualTo(new Research.Deleted(id));
    for (String table :
        List.of("attempts", "metrics", "artifacts", "outcomes", "experiment_tags")) {
      assertThat(store.count(table, id)).as(table).isZero();
    }
    assertThat(library.missing(Kind.RESULT, result).failure()).isEqualTo(Failure.NOT_FOUND);
    assertThat(Await.refusal(store.ask(Research.DELETE_EXPERIMENT, delete)).failure())
        .isEqualTo(Failure.NOT_FOUND);
  }

  @Test
  void whatAnotherOneAnswersWithStays() {
    Member member = store.member("p");
    UUID first = store.insert(Draft.in("p").fingerprint("same")).get(0);
    member.commits(Member.ended(member.takesOne(), Verdict.SUCCEEDED));
    UUID second = store.insert(Draft.in("p").fingerprint("same").reuse()).get(0);
    Research.DeleteExperiment delete = new Research.DeleteExperiment(first, Caller.ADMIN);
    Refusal inUse = Await.refusal(store.ask(Research.DELETE_EXPERIMENT, delete));
    assertThat(inUse.type()).isEqualTo("in-use");
    assertThat(inUse.detail()).contains(second.toString());
    store.get(Research.DELETE_EXPERIMENT, new Research.DeleteExperiment(second, Caller.ADMIN));
    store.get(Research.DELETE_EXPERIMENT, delete);
  }
}
