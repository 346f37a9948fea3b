package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Bytes;
import io.athanor.contract.Caller;
import io.athanor.contract.Contents;
import io.athanor.contract.Experiments.Accepted;
import io.athanor.contract.Experiments.Submitted;
import io.athanor.contract.Failure;
import io.athanor.contract.Queue;
import io.athanor.contract.Queue.Insert;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.Refusal;
import io.athanor.contract.State;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import io.athanor.support.Invariants;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InsertIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void nothingIsBroken() throws SQLException {
    Invariants.assertHold(store.target());
    store.clear();
  }

  private static Insert keyed(List<Planned> planned, String key, String digest) {
    return new Insert(planned, Caller.ADMIN, key, digest);
  }

  @Test
  void aBatchIsOneStatementAndAnswersInItsOrder() throws SQLException {
    List<Planned> batch = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      batch.add(
          Draft.in("p" + i % 3).name("n" + i).program("print(1)").tags(Map.of("i", "" + i)).plan());
    }
    Submitted submitted = store.get(Queue.INSERT, new Insert(batch, Caller.ADMIN, null, null));
    assertThat(submitted.experiments())
        .extracting(Accepted::id)
        .containsExactlyElementsOf(batch.stream().map(Planned::id).toList());
    assertThat(store.count("ready")).isEqualTo(1_000);
    assertThat(store.count("experiment_tags")).isEqualTo(1_000);
    assertThat(store.value("select count(distinct xmin::text) from experiments")).isEqualTo("1");
    assertThat(store.rows("select size, chunks from contents")).containsExactly(List.of("8", "1"));
    assertThat(store.count("changes")).isEqualTo(1_000);
  }

  @Test
  void anInlineProgramIsStoredOnceAndReadable() throws SQLException {
    Draft first = Draft.in("p").program("print('é')");
    Draft empty = Draft.in("p").program("");
    store.insert(first, empty);
    store.insert(Draft.in("p").program("print('é')"));
    assertThat(store.count("contents")).isEqualTo(2);
    Contents.Chunk chunk =
        store.get(Contents.GET, new Contents.Get(first.plan().programDigest(), 0));
    assertThat(chunk.bytes()).isEqualTo(first.plan().program());
    assertThat(store.get(Contents.GET, new Contents.Get(empty.plan().programDigest(), 0)).size())
        .isZero();
  }

  @Test
  void anUncheckedChunkOfAnotherUploadNeverBecomesTheProgram() throws SQLException {
    Draft draft = Draft.in("p").program("print('mine')");
    String digest = draft.plan().programDigest();
    Bytes wrong = new Bytes("print('evil')".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    store.get(Contents.PUT, new Contents.Put(digest, 2L * Bytes.MAX, 0, wrong));
    store.insert(draft);
    assertThat(store.get(Contents.GET, new Contents.Get(digest, 0)).bytes())
        .isEqualTo(draft.plan().program());
  }

  @Test
  void unknownReferencesAreRefusedByTheirField() throws SQLException {
    Planned good = Draft.in("p").program("x").plan();
    Planned lost = Draft.in("p").programId("ab".repeat(32)).plan();
    Planned stray = Draft.in("p").session(UUID.randomUUID()).plan();
    Refusal batch =
        Await.refusal(
            store.ask(
                Queue.INSERT, new Insert(List.of(good, lost, stray), Caller.ADMIN, null, null)));
    assertThat(batch.failure()).isEqualTo(Failure.UNPROCESSABLE);
    assertThat(batch.errors())
        .extracting(Refusal.FieldError::field)
        .containsExactly("experiments[1].programId", "experiments[2].sessionId");
    Refusal single =
        Await.refusal(store.ask(Queue.INSERT, new Insert(List.of(lost), Caller.ADMIN, null, null)));
    assertThat(single.errors()).extracting(Refusal.FieldError::field).containsExactly("programId");
    assertThat(store.count("experiments")).isZero();
  }

  @Test
  void textThatNoColumnHoldsIsTheCallersFault() throws SQLException {
    Refusal refusal =
        Await.refusal(
            store.ask(
                Queue.INSERT,
                new Insert(Draft.planned(Draft.in("p").name("a\0b")), Caller.ADMIN, null, null)));
    assertThat(refusal.failure()).isEqualTo(Failure.UNPROCESSABLE);
    assertThat(refusal.detail()).contains("NUL");
    assertThat(store.count("experiments")).isZero();
  }

  @Test
  void theSameKeyAndBodyGetTheSameAnswerAndAnotherBodyAConflict() throws SQLException {
    Submitted first = store.get(Queue.INSERT, keyed(Draft.many("p", 3), "k", "body"));
    Submitted again = store.get(Queue.INSERT, keyed(Draft.many("p", 3), "k", "body"));
    assertThat(again).isEqualTo(first);
    Refusal other = Await.refusal(store.ask(Queue.INSERT, keyed(Draft.many("p", 3), "k", "other")));
    assertThat(other.failure()).isEqualTo(Failure.CONFLICT);
    Insert stranger = new Insert(Draft.many("p", 1), new Caller("somebody else"), "k", "other");
    assertThat(store.get(Queue.INSERT, stranger)).isNotEqualTo(first);
    assertThat(store.count("experiments")).isEqualTo(4);
  }

  @Test
  void fiftyAtOnceWithOneKeyStoreOneExperiment() throws SQLException {
    List<Future<Submitted>> asked = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      asked.add(store.ask(Queue.INSERT, keyed(Draft.many("p", 1), "k", "body")));
    }
    assertThat(asked.stream().map(Await::value).distinct()).hasSize(1);
    assertThat(store.count("experiments")).isEqualTo(1);
    assertThat(store.count("ready")).isEqualTo(1);
  }

  @Test
  void aRefusedSubmissionLeavesItsKeyFree() throws SQLException {
    List<Planned> lost = Draft.planned(Draft.in("p").programId("ab".repeat(32)));
    Await.refusal(store.ask(Queue.INSERT, keyed(lost, "k", "body")));
    Await.refusal(
        store.ask(Queue.INSERT, keyed(Draft.planned(Draft.in("p").name("\0")), "k", "body")));
    store.get(Queue.INSERT, keyed(Draft.many("p", 1), "k", "another body"));
    assertThat(store.count("experiments")).isEqualTo(1);
  }

  @Test
  void batchesWithTheSameNewProgramsDoNotEndEachOther() throws SQLException {
    List<Future<Submitted>> asked = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      List<Planned> batch = new ArrayList<>();
      for (int k = 0; k < 40; k++) {
        int program = i % 2 == 0 ? k : 39 - k;
        batch.add(Draft.in("pool " + program).program("print(" + program + ")").plan());
      }
      asked.add(store.ask(Queue.INSERT, new Insert(batch, Caller.ADMIN, null, null)));
    }
    asked.forEach(Await::value);
    assertThat(store.count("contents")).isEqualTo(40);
    assertThat(store.count("ready")).isEqualTo(640);
  }

  @Test
  void aFinishedExperimentAnswersAnIdenticalOneOfItsOwner() throws SQLException {
    Draft original = Draft.in("p").fingerprint("same");
    store.insert(original);
    Insert early =
        new Insert(
            Draft.planned(Draft.in("q").fingerprint("same").reuse()), Caller.ADMIN, null, null);
    assertThat(store.get(Queue.INSERT, early).experiments().get(0).reusedFrom()).isNull();
    Member member = store.member("p");
    member.commits(Member.ended(member.takesOne(), Verdict.SUCCEEDED));
    Draft copy = Draft.in("q").fingerprint("same").reuse();
    Submitted mixed =
        store.get(
            Queue.INSERT,
            new Insert(
                Draft.planned(copy, Draft.in("q").fingerprint("same")), Caller.ADMIN, null, null));
    assertThat(mixed.experiments().get(0))
        .isEqualTo(
            new Accepted(
                copy.id(), State.COMPLETED, copy.plan().fingerprint(), original.id(), List.of()));
    assertThat(mixed.experiments().get(1).state()).isEqualTo(State.QUEUED);
    Insert foreign =
        new Insert(
            Draft.planned(Draft.in("q").fingerprint("same").reuse()),
            new Caller("somebody else"),
            null,
            null);
    assertThat(store.get(Queue.INSERT, foreign).experiments().get(0).reusedFrom()).isNull();
    assertThat(store.count("ready", copy.id())).isZero();
  }
}
