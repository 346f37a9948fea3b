package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Caller;
import io.athanor.contract.Changes;
import io.athanor.contract.Changes.Change;
import io.athanor.contract.Changes.Looked;
import io.athanor.contract.Changes.State;
import io.athanor.contract.Changes.Taken;
import io.athanor.contract.Changes.Verdict;
import io.athanor.support.Await;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Indexes are made, dropped, taken back and repaired on a real database; nobody watches here. */
class IndexChangesIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static final String CREATE =
      "CREATE INDEX CONCURRENTLY i_g ON \"public\".\"things\" (g);";
  private static final String DROP = "DROP INDEX CONCURRENTLY IF EXISTS \"public\".\"i_h\";";
  private static final UUID WATCHER = UUID.randomUUID();

  @BeforeEach
  void fill() throws Exception {
    Sql.execute(
        store.target(),
        "drop table if exists things, parts; delete from index_changes; create table things (id int primary key, g int, h int);"
            + " create table parts (id int) partition by range (id);"
            + " insert into things select n, n % 10, n from generate_series(1, 2000) n; create index i_h on things (h)");
  }

  @AfterEach
  void end() throws Exception {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                store
                    .value(
                        "select count(*) from pg_stat_activity where application_name = 'athanor index' and datname = current_database()")
                    .equals("0"));
  }

  private static Future<Change> begin(UUID analysis, String id) {
    Changes.Apply apply = new Changes.Apply(analysis, id, 600, Caller.ADMIN);
    return store.ask(Changes.BEGIN, new Changes.Begin(apply, List.of()));
  }

  private static Change applied(String kind, String index, String sql) throws SQLException {
    return Await.value(begin(PlannedAdvice.stored(store.target(), kind, index, sql), "it"));
  }

  private static String refused(String kind, String index, String sql) throws SQLException {
    return Await.refusal(begin(PlannedAdvice.stored(store.target(), kind, index, sql), "it"))
        .type();
  }

  private static Change until(UUID id, State state) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> store.get(Changes.GET, new Changes.Get(id, Caller.ADMIN)),
            change -> change.state() == state);
  }

  private static String valid(String index) throws SQLException {
    List<List<String>> rows =
        store.rows(
            "select indisvalid from pg_index where indexrelid = to_regclass('" + index + "')");
    return rows.isEmpty() ? "none" : rows.get(0).get(0);
  }

  private static boolean look(UUID id, Verdict verdict) {
    Taken taken = store.get(Changes.TAKE, new Changes.Take(WATCHER));
    assertThat(taken.change().id()).isEqualTo(id);
    Looked looked =
        store.get(
            Changes.LOOK, new Changes.Look(id, WATCHER, verdict, "seen", List.of(), List.of()));
    return looked.kept();
  }

  @Test
  void anIndexIsMadeAndKept() throws Exception {
    Change begun = applied("CREATE", "i_g", CREATE);
    assertThat(begun.state()).isEqualTo(State.BUILDING);
    Change built = until(begun.id(), State.WATCHING);
    assertThat(valid("i_g")).isEqualTo("t");
    assertThat(built.watchUntil()).isAfter(built.builtAt());
    assertThat(look(begun.id(), Verdict.WATCH)).isTrue();
    assertThat(store.get(Changes.TAKE, new Changes.Take(UUID.randomUUID())).change())
        .as("somebody else watches it")
        .isNull();
    assertThat(look(begun.id(), Verdict.KEEP)).isTrue();
    Change kept = until(begun.id(), State.KEPT);
    assertThat(kept.level()).isEqualTo(io.athanor.contract.Advice.Level.WATCHED);
    assertThat(kept.reason()).isEqualTo("seen");
    store.get(Changes.REVERT, new Changes.Revert(begun.id(), Caller.ADMIN));
    until(begun.id(), State.REVERTED);
    assertThat(valid("i_g")).isEqualTo("none");
  }

  @Test
  void aDropIsRevertedWithTheDefinitionThatItHad() throws Exception {
    Change begun = applied("DROP", "i_h", DROP);
    until(begun.id(), State.WATCHING);
    assertThat(valid("i_h")).isEqualTo("none");
    look(begun.id(), Verdict.REVERT);
    Change reverted = until(begun.id(), State.REVERTED);
    assertThat(reverted.revert())
        .isEqualTo("CREATE INDEX CONCURRENTLY i_h ON public.things USING btree (h)");
    assertThat(valid("i_h")).isEqualTo("t");
  }

  @Test
  void whatCannotBeDoneIsRefused() throws Exception {
    assertThat(refused("CREATE", "i_h", CREATE.replace("i_g", "i_h"))).isEqualTo("index-exists");
    assertThat(refused("CREATE", "i_g", CREATE.replace("things", "none")))
        .isEqualTo("no-such-table");
    assertThat(refused("CREATE", "i_g", CREATE.replace("things", "parts").replace("(g)", "(id)")))
        .isEqualTo("partitioned-table");
    assertThat(refused("DROP", "i_x", DROP.replace("i_h", "i_x"))).isEqualTo("no-such-index");
    assertThat(refused("DROP", "things_pkey", DROP.replace("i_h", "things_pkey")))
        .isEqualTo("constraint-needs-index");
    for (String bad :
        List.of(
            CREATE + " drop table things",
            CREATE.replace(" CONCURRENTLY", ""),
            "drop table i_g",
            CREATE.replace("i_g", "other"))) {
      assertThat(refused("CREATE", "i_g", bad)).isEqualTo("not-applicable");
    }
    assertThat(
            Await.refusal(
                    begin(PlannedAdvice.stored(store.target(), "CREATE", "i_g", CREATE), "no"))
                .type())
        .isEqualTo("no-recommendation");
    assertThat(store.count("index_changes where state = 'REFUSED'")).isEqualTo(5);
    assertThat(store.count("index_changes")).isEqualTo(5);
  }

  @Test
  void onlyOneOfManyAtOnceBegins() throws Exception {
    UUID analysis = PlannedAdvice.stored(store.target(), "CREATE", "i_g", CREATE);
    List<Future<Change>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(begin(analysis, "it"));
    }
    Await.value(Future.join(all).otherwiseEmpty());
    assertThat(all.stream().filter(Future::succeeded).count()).isEqualTo(1);
    assertThat(all.stream().filter(Future::failed).map(Await::refusal))
        .allMatch(refusal -> refusal.type().equals("change-going-on"));
    until(
        all.stream().filter(Future::succeeded).findFirst().orElseThrow().result().id(),
        State.WATCHING);
  }

  private static UUID leftBehind(String state, String kind, String index, String sql)
      throws Exception {
    UUID analysis = PlannedAdvice.stored(store.target(), kind, index, sql);
    UUID id = UUID.randomUUID();
    Sql.execute(
        store.target(),
        "insert into index_changes (id, analysis, recommendation, index_schema, index_name, apply, revert, state, owner, watch_seconds, touched_at, built_at)"
            + " select '%s', id, report->'recommendations'->0, 'public', '%s', 'x', 'CREATE INDEX CONCURRENTLY i_h ON things (h)', '%s', '%s', 600, now() - interval '61 seconds', case when '%s' in ('WATCHING', 'REVERTING') then now() end from index_analyses where id = '%s'"
                .formatted(id, index, state, UUID.randomUUID(), state, analysis));
    return id;
  }

  @Test
  void anIndexThatADeadNodeLeftIncompleteIsDropped() throws Exception {
    String unique = "create unique index concurrently i_g on things (g)";
    assertThatThrownBy(() -> Sql.execute(store.target(), unique)).isInstanceOf(SQLException.class);
    assertThat(valid("i_g")).isEqualTo("f");
    Change failed = until(leftBehind("BUILDING", "CREATE", "i_g", CREATE), State.FAILED);
    assertThat(failed.reason()).contains("was not complete and was dropped");
    assertThat(valid("i_g")).isEqualTo("none");
  }

  @Test
  void whatADeadNodeHadDoneGoesOn() throws Exception {
    UUID built = leftBehind("BUILDING", "CREATE", "i_h", CREATE.replace("i_g", "i_h"));
    until(built, State.WATCHING);
    Sql.execute(
        store.target(),
        "update index_changes set owner = gen_random_uuid(), touched_at = now() - interval '61 seconds'");
    look(built, Verdict.KEEP);
    until(built, State.KEPT);
    Sql.execute(store.target(), "drop index i_h");
    until(leftBehind("REVERTING", "DROP", "i_h", DROP), State.REVERTED);
    assertThat(valid("i_h")).isEqualTo("t");
    until(leftBehind("CHECKING", "CREATE", "i_g", CREATE), State.FAILED);
  }

  @Test
  void aBuildThatFailsLeavesNothing() throws Exception {
    Change begun = applied("CREATE", "i_g", CREATE.replace("INDEX", "UNIQUE INDEX"));
    Change failed = until(begun.id(), State.FAILED);
    assertThat(failed.reason()).contains("could not create unique index");
    assertThat(valid("i_g")).isEqualTo("none");
  }

  @Test
  void anInvalidIndexOfTheSameNameIsReplaced() throws Exception {
    assertThatThrownBy(
            () -> Sql.execute(store.target(), "create unique index concurrently i_g on things (g)"))
        .isInstanceOf(SQLException.class);
    Change begun = applied("CREATE", "i_g", CREATE);
    assertThat(begun.notes()).anyMatch(note -> note.contains("never completed"));
    until(begun.id(), State.WATCHING);
    assertThat(valid("i_g")).isEqualTo("t");
  }
}
