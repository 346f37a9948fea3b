package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Caller;
import io.athanor.contract.Contents;
import io.athanor.contract.Experiments;
import io.athanor.contract.Failure;
import io.athanor.contract.Queue;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What is named at the moment when it is removed is there afterwards, or its submission refused.
 */
class CollectionRacesIT {

  private static final String WAITING =
      "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";

  @RegisterExtension static final StoreNode store = new StoreNode();

  private AgedContents contents;

  @BeforeEach
  void open() {
    contents = new AgedContents(store);
  }

  @AfterEach
  void close() throws SQLException {
    contents.clear();
  }

  private static boolean isStored(String digest) throws SQLException {
    String where = " where digest = decode('" + digest + "', 'hex')";
    boolean content = !"0".equals(store.value("select count(*) from contents" + where));
    boolean chunks = !"0".equals(store.value("select count(*) from content_chunks" + where));
    assertThat(chunks).isEqualTo(content);
    return content;
  }

  /** One that removes the content and has not committed; what others do meanwhile waits for it. */
  private static <T> Future<T> whileRemoved(String digest, Supplier<Future<T>> ask)
      throws SQLException {
    String where = " where digest = decode('" + digest + "', 'hex')";
    Future<T> asked;
    try (Connection remover = store.target().connect()) {
      remover.setAutoCommit(false);
      Sql.value(remover, "select 1 from contents" + where + " for update");
      Sql.execute(remover, "delete from content_chunks" + where, "delete from contents" + where);
      asked = ask.get();
      Awaitility.await().until(() -> !"0".equals(store.value(WAITING)));
      assertThat(asked.isComplete()).isFalse();
      remover.commit();
    }
    return asked;
  }

  private static Future<Experiments.Submitted> inserting(Draft draft) {
    return store.ask(
        Queue.INSERT, new Queue.Insert(List.of(draft.plan()), Caller.ADMIN, null, null));
  }

  @Test
  void aProgramThatComesWhileItIsRemovedIsStoredAnew() throws SQLException {
    String program = contents.put("result = 4");
    contents.condemn();
    Await.value(whileRemoved(program, () -> inserting(Draft.in("p").program("result = 4"))));
    assertThat(isStored(program)).isTrue();
    assertThat(store.count("experiments")).isEqualTo(1);
  }

  @Test
  void whatIsSentWhileItIsRemovedIsStoredAnew() throws SQLException {
    String content = contents.put("sent");
    contents.condemn();
    Future<Contents.Stored> sent =
        whileRemoved(content, () -> store.ask(Contents.PUT, AgedContents.putting("sent")));
    assertThat(Await.value(sent).complete()).isTrue();
    assertThat(isStored(content)).isTrue();
  }

  @Test
  void aSubmissionThatNamesWhatIsRemovedIsRefused() throws SQLException {
    String program = contents.put("result = 5");
    contents.condemn();
    Future<Experiments.Submitted> refused =
        whileRemoved(program, () -> inserting(Draft.in("p").programId(program)));
    assertThat(Await.refusal(refused).failure()).isEqualTo(Failure.UNPROCESSABLE);
    assertThat(store.count("experiments")).isZero();
    assertThat(isStored(program)).isFalse();
  }

  /** The collector has chosen it, and before it looks who names it somebody has. */
  @Test
  void whatIsNamedAfterItWasChosenStays() throws Exception {
    String program = contents.put("result = 6");
    contents.condemn();
    contents.age();
    Await.value(
        contents
            .database()
            .transaction(
                session ->
                    session
                        .run(ContentCollector.CHOOSE, Tuple.of(86_400.0, 20))
                        .compose(
                            chosen -> {
                              assertThat(chosen.size()).isEqualTo(1);
                              return Future.fromCompletionStage(named(program));
                            })
                        .compose(
                            done ->
                                session.run(
                                    ContentCollector.COLLECT,
                                    Tuple.tuple().addArrayOfString(new String[] {program})))));
    assertThat(isStored(program)).isTrue();
    assertThat(store.value("select count(condemned_at) from contents")).isEqualTo("0");
  }

  /**
   * As a statement does that had seen the content before it was condemned, and commits only now.
   */
  private static CompletionStage<Void> named(String program) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            store.execute(
                "insert into experiments (id, owner, runtime, program_digest, parameters, priority, pool, limits, fingerprint)"
                    + " select gen_random_uuid(), 'o', 'python', decode('"
                    + program
                    + "', 'hex'), '{}', 0, 'p', '{}', sha256('x')");
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
