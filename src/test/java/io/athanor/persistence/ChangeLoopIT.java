package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Advice;
import io.athanor.contract.Caller;
import io.athanor.contract.Changes;
import io.athanor.contract.Changes.Change;
import io.athanor.contract.Changes.State;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole loop: an index that makes writing slow is taken back by itself, another one stays. */
class ChangeLoopIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static final String ON = " ON \"public\".\"index_analyses\" ";

  @BeforeAll
  static void start() throws Exception {
    store.profile();
    Sql.execute(
        store.target(),
        "create function slowly(id uuid) returns uuid immutable language plpgsql as 'begin perform pg_sleep(0.04); return $1; end'");
  }

  /** Statements that write the table: one analysis begins and fails. */
  private static void work() {
    UUID id = store.get(Advice.BEGIN, new Advice.Begin()).id();
    store.get(Advice.FINISH, new Advice.Finish(id, null, "nothing to do"));
  }

  private static Change apply(String index, String on, long seconds) throws Exception {
    for (int i = 0; i < 40; i++) {
      work();
    }
    // What was executed is told each second.
    await().pollDelay(Duration.ofMillis(1_500)).until(() -> true);
    UUID analysis =
        PlannedAdvice.stored(
            store.target(), "CREATE", index, "CREATE INDEX CONCURRENTLY " + index + ON + on);
    return store.get(Changes.APPLY, new Changes.Apply(analysis, "it", seconds, Caller.ADMIN));
  }

  private static Change ended(Change begun) {
    return await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              work();
              return store.get(Changes.GET, new Changes.Get(begun.id(), Caller.ADMIN));
            },
            change -> change.endedAt() != null);
  }

  @Test
  void whatMakesWritingSlowIsTakenBackAndTheRestIsKept() throws Exception {
    Change bad = ended(apply("bad", "(slowly(id))", 600));
    assertThat(bad.state()).isEqualTo(State.REVERTED);
    assertThat(bad.reason()).contains("It made a statement slower").contains("advice.");
    assertThat(bad.statements().get(0).regressed()).isTrue();
    assertThat(store.value("select to_regclass('bad')")).isNull();

    Change good = ended(apply("good", "(started_at)", 15));
    assertThat(good.state()).isEqualTo(State.KEPT);
    assertThat(good.level()).isEqualTo(Advice.Level.WATCHED);
    assertThat(good.reason()).contains("Nothing got slower").contains("never read");
    assertThat(store.value("select to_regclass('good')")).isEqualTo("good");
  }
}
