package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts.Claim;
import io.athanor.contract.Attempts.Work;
import io.athanor.support.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A busy claimer does not wade through what it has taken, and overlooks nothing. */
class FrontsIT {

  private static final int BATCH = 50;
  private static final long ALL = 1L << 40;

  @RegisterExtension static final StoreNode store = new StoreNode();

  private final AtomicLong now = new AtomicLong();
  private Fronts fronts;
  private Database database;
  private ClaimStore claims;
  private Member member;

  @BeforeEach
  void claimer() throws SQLException {
    fronts = new Fronts(now::get);
    database =
        Database.open(store.vertx(), store.target(), StoreNode.config(2), new StatementMeter());
    claims = new ClaimStore(database, fronts);
    member = store.member("p");
    store.execute("alter table ready set (autovacuum_enabled = off)");
  }

  @AfterEach
  void clear() throws SQLException {
    Await.value(database.close());
    store.clear();
  }

  /**
   * Ready experiments with the ranks of their numbers, in no order, so that each row is a block.
   */
  private static void fill(int from, int to) throws SQLException {
    store.execute(
        """
        with x as (select gen_random_uuid() as id, i from generate_series(%d, %d) i), e as (
          insert into experiments (id, owner, runtime, parameters, priority, pool, limits, fingerprint)
          select id, 'admin', 'python', '{}', 0, 'p', '%s', sha256('x') from x)
        insert into ready (experiment_id, pool, class, rank) select id, 'p', 'line', i from x order by random()"""
            .formatted(from, to, StoredLimits.encode(Draft.in("p").plan().limits())));
    store.execute(
        "insert into queue_classes (pool, class, runtime, tier, memory) values ('p', 'line', 'python', 0, 1) on conflict do nothing");
  }

  private Claim claim() {
    return new Claim(
        member.id(),
        member.token(),
        List.of("p"),
        List.of("python"),
        3,
        ALL,
        BATCH,
        ALL,
        BATCH,
        0,
        0,
        0,
        0);
  }

  private List<UUID> take() {
    return Await.value(claims.claim(claim())).work().stream().map(Work::experimentId).toList();
  }

  private long blocks(Fronts.Look look) throws SQLException {
    try (Plans plans = Plans.open(store.target())) {
      return plans
          .of(
              ClaimStatement.CLAIM,
              ClaimStatement.parameters(claim(), new ClaimStatement.Room(BATCH, ALL, BATCH), look))
          .blocks();
    }
  }

  @Test
  void aHeldSnapshotDoesNotMakeLaterClaimsDearer() throws SQLException {
    fill(1, 5_000);
    try (Connection holder = store.target().connect()) {
      holder.setAutoCommit(false);
      Sql.execute(holder, "set transaction isolation level repeatable read");
      Sql.value(holder, "select pg_current_xact_id()");
      long first = blocks(fronts.next());
      for (int i = 0; i < 60; i++) {
        assertThat(take()).hasSize(BATCH);
      }
      Fronts.Look busy = fronts.next();
      assertThat(busy.fromTheFront()).isFalse();
      assertThat(blocks(busy)).isLessThan(first * 3 / 2);
      // What it would cost without: each of the 3,000 that are gone is visited.
      assertThat(blocks(new Fronts.Look(0, java.util.Map.of()))).isGreaterThan(first + 2_000);
      holder.rollback();
    }
  }

  @Test
  void whatComesBehindTheMarkIsServedInTheNextPeriod() throws SQLException {
    fill(1_000, 3_000);
    for (int i = 0; i < 12; i++) {
      take();
    }
    fill(1, 1);
    UUID urgent = UUID.fromString(store.value("select experiment_id from ready where rank = 1"));
    assertThat(take()).hasSize(BATCH).doesNotContain(urgent);
    now.addAndGet(Fronts.PERIOD_NANOS);
    assertThat(take()).hasSize(BATCH).contains(urgent);
  }

  @Test
  void nothingBehindTheMarkIsLeftWhenThereIsRoomForIt() throws SQLException {
    fill(1_000, 1_629);
    for (int i = 0; i < 12; i++) {
      take();
    }
    fill(1, 5);
    List<UUID> all = new ArrayList<>(take());
    assertThat(all).hasSize(35);
    assertThat(new HashSet<>(all)).hasSize(35);
    assertThat(store.count("ready")).isZero();
  }
}
