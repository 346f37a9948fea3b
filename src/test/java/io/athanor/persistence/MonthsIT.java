package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contract.Attempts.Metric;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Include;
import io.athanor.contract.Json;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.Verdict;
import io.athanor.support.Invariants;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An old month leaves the tables that grow for ever, and everything goes on without it. */
class MonthsIT {
  private static final String METRIC = "\"loss\"";

  private static final List<String> PARTS =
      List.of("attempts", "metrics", "artifacts", "output_chunks");

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void clear() throws SQLException {
    Invariants.assertHold(store.target());
    store.execute("truncate detached_months");
    store.clear();
  }

  /** Ends experiments whose ids are then moved to a month of long ago. */
  private static List<UUID> longAgo(String day, int count) throws SQLException {
    for (String parent : PARTS) {
      store.execute("select ensure_partitions('" + parent + "', '" + day + "', 0)");
    }
    store.execute("select ensure_partitions('outcomes', '" + day + "', 0)");
    List<UUID> ids = store.insert(Draft.many("p", count));
    Member member = store.member("p");
    for (Work work : member.takes(count)) {
      member.commits(
          Member.ended(
              work,
              Verdict.SUCCEEDED,
              new Json("{\"loss\":0.5}"),
              List.of(new Metric("loss", 0.5, 0, Instant.now()))));
    }
    List<UUID> moved = new ArrayList<>();
    for (UUID id : ids) {
      String old =
          store.value(
              "select overlay(?::text placing left(uuid_floor('"
                  + day
                  + "')::text, 13) from 1 for 13)",
              id);
      store.execute("update experiments set id = '" + old + "' where id = '" + id + "'");
      for (String table : List.of("outcomes", "attempts", "metrics")) {
        store.execute(
            "update %s set experiment_id = '%s' where experiment_id = '%s'"
                .formatted(table, old, id));
      }
      store.execute(
          "update outbox set experiments = array_replace(experiments, '%s', '%s')"
              .formatted(id, old));
      moved.add(UUID.fromString(old));
    }
    return moved;
  }

  private static void detach(String day) throws SQLException {
    try (Connection connection = store.target().connect()) {
      Sql.execute(connection, "call detach_month('" + day + "')");
    }
  }

  private static String get(UUID id) {
    return store
        .get(
            Experiments.GET,
            new Experiments.Get(
                id, List.of(Include.RESULT, Include.METRICS, Include.ATTEMPTS), Caller.ADMIN))
        .body()
        .text();
  }

  @Test
  void whatIsDetachedIsKeptAsATableAndTheRestWorks() throws SQLException {
    UUID old = longAgo("2024-03-10", 3).get(0);
    UUID other = longAgo("2024-04-10", 2).get(0);
    assertThat(get(old)).contains(METRIC).contains("COMPLETED");
    detach("2024-03-01");
    for (String part : List.of("attempts", "metrics")) {
      assertThat(store.count(part + "_202403")).isEqualTo(3);
      assertThat(store.count(part)).isEqualTo(2);
    }
    assertThat(get(old)).contains("COMPLETED").doesNotContain(METRIC);
    assertThat(get(other)).contains(METRIC);
    Member member = store.member("p");
    List<UUID> fresh = store.insert(Draft.many("p", 5));
    for (Work work : member.takes(5)) {
      assertThat(member.commits(Member.ended(work, Verdict.SUCCEEDED))).hasSize(1);
    }
    assertThat(get(fresh.get(0))).contains("COMPLETED");
    Invariants.assertHold(store.target());
    assertThat(store.value("select month from detached_months")).isEqualTo("2024-03-01");
    detach("2024-03-01");
    for (String part : PARTS) {
      store.execute(
          "alter table %1$s attach partition %1$s_202403 for values from ('%2$s') to ('%3$s')"
              .formatted(
                  part,
                  store.value("select first from detached_months"),
                  store.value("select beyond from detached_months")));
    }
    store.execute("delete from detached_months");
    assertThat(get(old)).contains(METRIC);
  }

  @Test
  void nobodyIsAnsweredByAResultThatIsGone() throws SQLException {
    UUID old = longAgo("2024-05-10", 1).get(0);
    Planned before = Draft.in("p").fingerprint("same").reuse().plan();
    Planned after = Draft.in("p").fingerprint("same").reuse().plan();
    store.execute(
        "update experiments set fingerprint = decode('"
            + before.fingerprint()
            + "', 'hex') where id = '"
            + old
            + "'");
    store.insert(List.of(before));
    assertThat(store.count("ready", before.id())).isZero();
    detach("2024-05-01");
    store.insert(List.of(after));
    assertThat(store.count("ready", after.id())).isEqualTo(1);
  }

  @Test
  void aMonthWithOpenExperimentsAndThisOneStay() throws SQLException {
    UUID open = UUID.fromString(store.value("select uuid_floor('2024-06-10')"));
    store.execute(
        "insert into experiments (id, owner, runtime, parameters, priority, pool, limits, fingerprint) values ('"
            + open
            + "', 'o', 'python', '{}', 0, 'p', '{}', sha256('x'));"
            + "insert into ready (experiment_id, pool, class, rank) values ('"
            + open
            + "', 'p', 'c', 1); insert into outbox (experiments, state) values (array['"
            + open
            + "'::uuid], 'QUEUED')");
    assertThatThrownBy(() -> detach("2024-06-01")).hasMessageContaining("still open");
    assertThatThrownBy(() -> detach(store.value("select now()::date")))
        .hasMessageContaining("has not ended");
    assertThat(store.count("detached_months")).isZero();
  }

  /** Whoever reads a table for long does not hold up the others, and nothing is lost. */
  @Test
  void whoCannotHaveTheLockGivesUpAndTriesAgain() throws SQLException {
    longAgo("2024-07-10", 1);
    Holder holder = Holder.of(store.target(), "select count(*) from metrics");
    try {
      assertThatThrownBy(() -> detach("2024-07-01")).hasMessageContaining("lock timeout");
    } finally {
      holder.close();
    }
    detach("2024-07-01");
    assertThat(store.count("metrics_202407")).isEqualTo(1);
    assertThat(store.count("metrics")).isZero();
  }

  @Test
  void tablesWhoseRowsComeAndGoAreVacuumedInTime() throws SQLException {
    assertThat(
            store.rows(
                "select relname from pg_class where relname in ('ready', 'running', 'waiting', 'held', 'dependencies', 'admissions',"
                    + " 'count_changes', 'cancellations') and (reloptions::text not like '%autovacuum_vacuum_scale_factor=0.01%'"
                    + " or relname in ('ready', 'running') and reloptions::text not like '%vacuum_truncate=off%')"))
        .isEmpty();
  }
}
