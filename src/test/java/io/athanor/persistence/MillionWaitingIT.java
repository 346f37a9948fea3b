package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts.Claim;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Verdict;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A claim before a million that wait costs what it costs before a thousand. */
@Tag("slow")
class MillionWaitingIT {

  private static final Logger log = LoggerFactory.getLogger(MillionWaitingIT.class);
  private static final int FEW = 20_000;
  private static final int MANY = 1_000_000;
  private static final int BATCH = 50;

  /** Of fifty times as many rows: trees grow by a level, which is a block more for each descent. */
  private static final int GROWTH = 2;

  private static final int SLACK = 12;
  private static final long ALL = 1L << 40;

  @RegisterExtension static final StoreNode store = new StoreNode();

  /** Waiting in three lines of each of four pools, with ranks of their numbers. */
  private static void fill(Connection connection, int from, int to) throws SQLException {
    Sql.execute(
        connection,
        """
        insert into queue_classes (pool, class, runtime, tier, memory)
          select 'p' || p, 'line' || l, 'python', 0, 1 from generate_series(0, 3) p, generate_series(0, 2) l on conflict do nothing;
        insert into experiments (id, owner, runtime, parameters, priority, pool, limits, fingerprint)
          select (lpad(to_hex(x'019A00000000'::bigint + i), 12, '0') || '70008000000000000002')::uuid,
            'admin', 'python', '{}', 0, 'p' || i %% 4, '%3$s', sha256(convert_to(i::text, 'UTF8'))
          from generate_series(%1$d, %2$d) i;
        insert into ready (experiment_id, pool, class, rank)
          select (lpad(to_hex(x'019A00000000'::bigint + i), 12, '0') || '70008000000000000002')::uuid, 'p' || i %% 4, 'line' || i / 4 %% 3, i
          from generate_series(%1$d, %2$d) i"""
            .formatted(from, to, StoredLimits.encode(Draft.in("p0").plan().limits())),
        "vacuum analyze");
  }

  private static Claim claim(Member member) {
    return new Claim(
        member.id(),
        member.token(),
        member.pools(),
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

  /** Blocks that each statement touches. */
  private static Map<String, Long> blocks(Member member) throws Exception {
    Map<String, Long> blocks = new LinkedHashMap<>();
    UUID late = UUID.fromString("019a0000-4e1f-7000-8000-000000000002");
    try (Plans plans = Plans.open(store.target())) {
      Tuple claim =
          ClaimStatement.parameters(
              claim(member),
              new ClaimStatement.Room(BATCH, ALL, BATCH),
              new Fronts.Look(0, Map.of()));
      blocks.put("attempts.claim", plans.of(ClaimStatement.CLAIM, claim).blocks());
      Statement overview = StatementsIT.named("experiments.queue");
      blocks.put(overview.name(), plans.of(overview, Tuple.tuple()).blocks());
      Statement why = StatementsIT.named("queue.why");
      blocks.put(why.name(), plans.of(why, Tuple.of(late)).blocks());
      for (Map.Entry<Statement, Tuple> list : CrowdLists.lists().entrySet()) {
        // How many have ended differs between the two.
        if (!list.getKey().name().contains("ended")) {
          blocks.put(list.getKey().name(), plans.of(list.getKey(), list.getValue()).blocks());
        }
      }
    }
    return blocks;
  }

  /** Takes and ends so many batches, and answers the nanoseconds of one. */
  private static long works(Member member, int batches) {
    long began = System.nanoTime();
    for (int i = 0; i < batches; i++) {
      List<Work> work = member.takes(BATCH);
      assertThat(work).hasSize(BATCH);
      member.commits(
          work.stream()
              .map(one -> Member.ended(one, Verdict.SUCCEEDED))
              .toArray(io.athanor.contract.Attempts.Outcome[]::new));
    }
    return (System.nanoTime() - began) / batches;
  }

  /** What a full collection leaves of this JVM, in which the store runs. */
  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void aMillionThatWaitCostNoMoreThanAFew() throws Exception {
    try (Connection connection = store.target().connect()) {
      Member member = store.member("p0", "p1", "p2", "p3");
      fill(connection, 1, FEW);
      works(member, 40);
      long few = works(member, 40);
      Map<String, Long> before = blocks(member);
      long heap = heap();
      fill(connection, FEW + 1, MANY);
      long many = works(member, 40);
      Map<String, Long> after = blocks(member);
      log.info(
          "blocks {} and {}, a batch {} and {} microseconds, heap grown by {} kB",
          before,
          after,
          few / 1_000,
          many / 1_000,
          (heap() - heap) / 1_024);
      after.forEach(
          (name, count) ->
              assertThat(count).as(name).isLessThanOrEqualTo(before.get(name) * GROWTH + SLACK));
      assertThat(heap() - heap).isLessThan(10L << 20);
    }
  }
}
