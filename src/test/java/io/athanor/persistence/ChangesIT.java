package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Change;
import io.athanor.contract.Experiments.Changes;
import io.athanor.contract.Experiments.ReadChanges;
import io.athanor.contract.Failure;
import io.athanor.contract.State;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChangesIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void clear() throws SQLException {
    store.clear();
  }

  private static Changes read(String cursor, int limit) {
    return store.get(Experiments.CHANGES, new ReadChanges(cursor, limit, Caller.ADMIN));
  }

  @Test
  void whoBeginsNowSeesOnlyWhatComes() {
    store.insert(Draft.in("p"));
    Changes begin = read(null, 10);
    assertThat(begin.changes()).isEmpty();
    UUID id = store.insert(Draft.in("q")).get(0);
    Member member = store.member("q");
    member.commits(Member.ended(member.takesOne(), Verdict.WALL_LIMIT));
    Changes all = read(begin.cursor(), 10);
    assertThat(all.changes()).extracting(Change::id).containsOnly(id);
    assertThat(all.changes())
        .extracting(Change::state)
        .containsExactly(State.QUEUED, State.RUNNING, State.TIMED_OUT);
    assertThat(all.changes().get(2).verdict()).isEqualTo(Verdict.WALL_LIMIT);
    assertThat(read(all.changes().get(0).cursor(), 1).changes())
        .containsExactly(all.changes().get(1));
    assertThat(read(all.cursor(), 10)).isEqualTo(new Changes(List.of(), all.cursor()));
  }

  /** A follower may come back with an id of before V019, when a row named one experiment. */
  @Test
  void aPlaceWithoutOneInTheRowHasSeenAllOfTheRow() throws SQLException {
    String begin = read(null, 1).cursor();
    List<UUID> ids = store.insert(Draft.many("p", 250));
    List<Change> all = new ArrayList<>();
    for (Changes page = read(begin, 7); !page.changes().isEmpty(); page = read(page.cursor(), 7)) {
      all.addAll(page.changes());
    }
    assertThat(all).extracting(Change::id).containsExactlyElementsOf(ids);
    assertThat(store.rows("select cardinality(experiments) from outbox order by xid, id"))
        .containsExactly(List.of("100"), List.of("100"), List.of("50"));
    String firstRow = all.get(0).cursor().replaceFirst("\\.\\d+$", "");
    assertThat(read(firstRow, 1_000).changes()).isEqualTo(all.subList(100, 250));
  }

  @Test
  void whatAnOpenTransactionHasWrittenIsWaitedFor() throws SQLException {
    String begin = read(null, 1).cursor();
    UUID early = UUID.randomUUID();
    Changes waiting;
    try (Holder holder =
        Holder.of(
            store.target(),
            "insert into outbox (experiments, state) values (array['%s'::uuid], 'QUEUED')"
                .formatted(early))) {
      store.insert(Draft.in("p"));
      waiting = read(begin, 10);
      holder.release();
    }
    assertThat(waiting.changes()).isEmpty();
    Changes all = read(waiting.cursor(), 10);
    assertThat(all.changes()).hasSize(2);
    assertThat(all.changes().get(0).id()).isEqualTo(early);
  }

  /**
   * Eight writers hold their transactions open for random times; a follower reads all the while.
   */
  @Test
  void noChangeIsSkippedWhateverTheOrderOfCommits() throws Exception {
    int writers = 8;
    int rounds = 60;
    String cursor = read(null, 1).cursor();
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Change> seen = new ArrayList<>();
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        int seed = i;
        running.add(
            threads.submit(
                () -> {
                  write(new Random(seed), rounds);
                  return null;
                }));
      }
      boolean more = true;
      while (more) {
        more = running.stream().anyMatch(one -> !one.isDone());
        Changes page = read(cursor, 7);
        more |= !page.changes().isEmpty();
        seen.addAll(page.changes());
        cursor = page.cursor();
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(seen).hasSize(2 * writers * rounds).doesNotHaveDuplicates();
    List<String> stored = new ArrayList<>();
    store
        .rows("select xid::text || '.' || id || '.' || place from changes order by xid, id, place")
        .forEach(row -> stored.add(row.get(0)));
    assertThat(seen).extracting(Change::cursor).isEqualTo(stored);
  }

  private static void write(Random random, int rounds) throws SQLException {
    try (Connection connection = store.target().connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into outbox (experiments, state) values (array[gen_random_uuid(), gen_random_uuid()], 'QUEUED')");
        PreparedStatement hold = connection.prepareStatement("select pg_sleep(?)")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < rounds; i++) {
        insert.execute();
        hold.setDouble(1, random.nextDouble() / 100);
        hold.execute();
        connection.commit();
      }
    }
  }

  static Stream<Arguments> damaged() {
    return Stream.of(
            "", "x", "1", "1.", ".1", "1.2.3.4", "1.2.x", "-1.0", "1.99999999999999999999", "1e3.0")
        .map(cursor -> arguments(cursor));
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void aDamagedPlaceIsInvalid(String cursor) {
    assertThat(
            Await.refusal(store.ask(Experiments.CHANGES, new ReadChanges(cursor, 1, Caller.ADMIN)))
                .failure())
        .isEqualTo(Failure.INVALID);
  }
}
