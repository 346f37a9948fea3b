package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Advice.Level;
import io.athanor.contract.Caller;
import io.athanor.contract.Changes;
import io.athanor.contract.Changes.Change;
import io.athanor.contract.Changes.State;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens while an index is being made that takes its time. */
class SlowBuildIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  @BeforeEach
  void fill() throws Exception {
    Sql.execute(
        store.target(),
        "drop table if exists things; delete from index_changes; create table things (id int primary key, g int);"
            + " insert into things select n, n % 10 from generate_series(1, 2000) n");
  }

  /** Begins an index that takes so long for each of 2,000 rows. */
  private static UUID begun(double seconds) throws Exception {
    Sql.execute(
        store.target(),
        "create or replace function slowly(int) returns int immutable language plpgsql as 'begin perform pg_sleep("
            + seconds
            + "); return $1; end'");
    String sql = "CREATE INDEX CONCURRENTLY i_g ON public.things (slowly(g))";
    UUID analysis = PlannedAdvice.stored(store.target(), "CREATE", "i_g", sql);
    Changes.Apply apply = new Changes.Apply(analysis, "it", 600, Caller.ADMIN);
    return store.get(Changes.BEGIN, new Changes.Begin(apply, List.of())).id();
  }

  private static Change change(UUID id) {
    return store.get(Changes.GET, new Changes.Get(id, Caller.ADMIN));
  }

  private static Change until(UUID id, State state) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> change(id), change -> change.state() == state);
  }

  private static String indexes() throws Exception {
    return store.value(
        "select count(*) from pg_index where indrelid = 'things'::regclass and not indisprimary");
  }

  @Test
  void writersDoNotWaitForABuild() throws Exception {
    UUID id = begun(0.001);
    long longest = 0;
    int written = 0;
    try (Connection writer = store.target().connect()) {
      while (change(id).state() == State.BUILDING) {
        long began = System.nanoTime();
        Sql.execute(writer, "insert into things values (" + (10_000 + written++) + ", 1)");
        longest = Math.max(longest, System.nanoTime() - began);
      }
    }
    until(id, State.WATCHING);
    assertThat(written).isGreaterThan(20);
    assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void whatIsBeingMadeCanBeTakenBack() throws Exception {
    UUID id = begun(0.05);
    await().until(() -> indexes().equals("1"));
    Change asked = store.get(Changes.REVERT, new Changes.Revert(id, Caller.ADMIN));
    assertThat(asked.state()).isEqualTo(State.REVERTING);
    Change reverted = until(id, State.REVERTED);
    assertThat(reverted.reason()).contains("asked for it");
    assertThat(reverted.level()).isEqualTo(Level.PLANNER);
    assertThat(indexes()).isEqualTo("0");
    UUID next = begun(0);
    until(next, State.WATCHING);
    assertThat(indexes()).isEqualTo("1");
  }
}
