package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.Usage;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Verdict;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a program used before is what its next experiments are expected to use. */
class ProgramProfilesIT {

  private static final long MB = 1L << 20;
  private static final long GB = 1L << 30;

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void clear() throws SQLException {
    store.clear();
  }

  private static Draft draft(String program) {
    return Draft.in("p").program(program).memory(2 * GB);
  }

  /** The line in which the experiment waits. */
  private static String line(UUID id) throws SQLException {
    return store.value("select class from ready where experiment_id = '" + id + "'");
  }

  private static void runs(Member member, String program, int times, long millis, long memory) {
    for (int i = 0; i < times; i++) {
      store.insert(draft(program));
      member.commits(used(member.takesOne(), Verdict.SUCCEEDED, millis, memory));
    }
  }

  private static Outcome used(Work work, Verdict verdict, long millis, long memory) {
    Outcome one = Member.ended(work, verdict);
    Usage usage = Member.usage();
    return new Outcome(
        one.experimentId(),
        one.attempt(),
        one.token(),
        one.verdict(),
        one.reason(),
        one.exitCode(),
        one.signal(),
        one.startedAt(),
        one.finishedAt(),
        new Usage(
            millis,
            usage.cpuMillis(),
            memory,
            0,
            0,
            false,
            usage.tier(),
            usage.start(),
            usage.startMillis(),
            usage.interpreter(),
            List.of(),
            null,
            null,
            null),
        one.error(),
        one.result(),
        one.resultDigest(),
        one.metrics(),
        one.artifacts());
  }

  /** The line of the program's next experiments, once it is this one. */
  private static void comesToStandIn(String program, String line) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              store.execute("delete from ready");
              assertThat(line(store.insert(draft(program)).get(0))).isEqualTo(line);
            });
  }

  @Test
  void aProgramThatUsesLittleTakesLittleAndIsBrief() throws SQLException {
    Member member = store.member("p");
    assertThat(line(store.insert(draft("small")).get(0))).isEqualTo("python/none/2048MB");
    member.commits(used(member.takesOne(), Verdict.SUCCEEDED, 100, 30 * MB));
    runs(member, "small", 5, 100, 80 * MB);
    comesToStandIn("small", "python/none/128MB/short");
    Work work = member.takesOne();
    assertThat(work.memory()).isEqualTo(128 * MB);
    assertThat(work.limits().memory()).isEqualTo(2 * GB);
    assertThat(work.brief()).isTrue();
    member.commits(used(work, Verdict.MEMORY_LIMIT, 100, 2 * GB));
    comesToStandIn("small", "python/none/2048MB/short");
  }

  @Test
  void whatTheSubmissionSaysCountsMoreThanWhatWasSeen() throws SQLException {
    Member member = store.member("p");
    runs(member, "said", 6, 100, 10 * MB);
    comesToStandIn("said", "python/none/64MB/short");
    Draft larger = draft("said").requests("{\"memory\":\"1GB\",\"duration\":\"PT1M\"}");
    assertThat(line(store.insert(larger).get(0))).isEqualTo("python/none/1024MB/long");
    Draft beyond = draft("said").requests("{\"memory\":\"64GB\"}");
    assertThat(line(store.insert(beyond).get(0))).isEqualTo("python/none/2048MB/short");
  }

  @Test
  void whatWasCancelledOrLostTeachesNothing() throws SQLException {
    Member member = store.member("p");
    runs(member, "long", 5, 60_000, 0);
    for (int i = 0; i < 20; i++) {
      store.insert(draft("long"));
      member.commits(used(member.takesOne(), Verdict.CANCELLED, 1, 1));
    }
    runs(member, "long", 1, 60_000, 0);
    Awaitility.await()
        .until(
            () ->
                "6"
                    .equals(
                        store.value(
                            "select max(runs)::text from program_profiles where millis = 60000")));
    comesToStandIn("long", "python/none/2048MB/long");
  }
}
