package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Claim;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Verdict;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A claim adds up what it takes, and what does not fit now keeps its place. */
class PlacementIT {

  private static final long GB = 1L << 30;

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void clear() throws SQLException {
    store.clear();
  }

  private static Draft cpus(double cpu) {
    return Draft.in("p").requests("{\"cpu\":" + cpu + "}");
  }

  private static List<UUID> takes(Member member, int cpus, long memory) {
    return takes(member, cpus, memory, 0);
  }

  /** Takes with so many processors free, and so many once brief work has ended. */
  private static List<UUID> takes(Member member, int cpus, long memory, int cpusSoon) {
    Claim claim =
        new Claim(
            member.id(),
            member.token(),
            member.pools(),
            List.of("python"),
            3,
            8 * GB,
            cpus,
            memory,
            8,
            cpusSoon,
            0,
            0,
            0);
    return store.get(Attempts.CLAIM, claim).work().stream().map(Work::experimentId).toList();
  }

  private static Claim asks(Member member, int cpus, int reserve, int most) {
    return new Claim(
        member.id(),
        member.token(),
        member.pools(),
        List.of("python"),
        3,
        GB,
        cpus,
        0,
        8,
        0,
        0,
        reserve,
        most);
  }

  @Test
  void processorsAndMemoryAreAddedUp() {
    List<UUID> ids = store.insert(cpus(1), cpus(2.5), cpus(1), cpus(4));
    Member member = store.member("p");
    assertThat(takes(member, 5, 8 * GB)).containsExactly(ids.get(0), ids.get(1), ids.get(2));
    List<UUID> large =
        store.insert(
            Draft.in("p").memory(2 * GB), Draft.in("p").memory(2 * GB), Draft.in("p").memory(GB));
    assertThat(takes(member, 8, 5 * GB)).containsExactly(ids.get(3), large.get(0), large.get(1));
    assertThat(takes(member, 8, GB / 2)).isEmpty();
  }

  @Test
  void theWorkSaysWhatItTakes() {
    store.insert(cpus(2).memory(GB + 1));
    Work work = store.member("p").takes(2).get(0);
    assertThat(work.cpu()).isEqualTo(2);
    assertThat(work.memory()).isEqualTo(2 * GB);
  }

  @Test
  void shortLinesGoAheadOfALargeOneThatDoesNotFitYetButNotForEver() throws SQLException {
    UUID large = store.insert(Draft.in("p").memory(4 * GB)).get(0);
    List<UUID> small = store.insert(Draft.in("p"), Draft.in("p"));
    Member member = store.member("p");
    assertThat(takes(member, 1, GB)).containsExactly(small.get(0));
    store.execute(
        "update ready set rank = rank + 61000000 where experiment_id = '" + small.get(1) + "'");
    assertThat(takes(member, 8, GB)).isEmpty();
    assertThat(takes(member, 8, 8 * GB)).containsExactly(large, small.get(1));
  }

  @Test
  void briefWorkGoesOnWhileALargeOneWaitsForWorkThatLasts() throws SQLException {
    UUID wide = store.insert(cpus(4)).get(0);
    UUID brief = store.insert(Draft.in("p").requests("{\"duration\":\"PT2S\"}")).get(0);
    UUID lasting = store.insert(Draft.in("p").requests("{\"duration\":\"PT2M\"}")).get(0);
    store.execute("update ready set rank = rank + 61000000 where experiment_id <> '" + wide + "'");
    Member member = store.member("p");
    assertThat(takes(member, 3, 8 * GB, 4)).isEmpty();
    assertThat(takes(member, 3, 8 * GB, 3)).containsExactly(brief);
    assertThat(takes(member, 4, 8 * GB, 4)).containsExactly(wide);
    assertThat(takes(member, 4, 8 * GB, 4)).containsExactly(lasting);
  }

  @Test
  void whatIsKnownToLastOvertakesNothingAndNobodyOvertakesWhatWaitsForBriefWorkOnly()
      throws SQLException {
    UUID wide = store.insert(cpus(4)).get(0);
    UUID unknown = store.insert(Draft.in("p")).get(0);
    store.insert(Draft.in("p").requests("{\"duration\":\"PT2H\"}"));
    Member member = store.member("p");
    assertThat(takes(member, 3, 8 * GB, 4)).isEmpty();
    assertThat(takes(member, 3, 8 * GB, 3)).containsExactly(unknown);
    assertThat(takes(member, 4, 8 * GB, 4)).containsExactly(wide);
  }

  @Test
  void noMoreAttemptsAreTakenThanAskedForHoweverManyProcessorsTheyTake() {
    List<UUID> ids = store.insert(cpus(3), cpus(1), cpus(1));
    Member member = store.member("p");
    Claim one = asks(member, 8, 0, 1);
    assertThat(store.get(Attempts.CLAIM, one).work())
        .extracting(Work::experimentId)
        .containsExactly(ids.get(0));
  }

  @Test
  void whatIsTakenAheadLeavesAReserve() {
    store.insert(Draft.many("p", 5));
    Member member = store.member("p");
    Claim ahead = asks(member, 2, 4, 0);
    assertThat(store.get(Attempts.CLAIM, ahead).work()).hasSize(2);
    assertThat(store.get(Attempts.CLAIM, ahead).work()).isEmpty();
    assertThat(member.takes(8)).hasSize(3);
  }

  @Test
  void whatIsGivenBackStandsInItsLineAsBefore() throws SQLException {
    List<UUID> ids = store.insert(Draft.in("p"), Draft.in("p"), Draft.in("p"));
    Member member = store.member("p");
    List<Work> work = member.takes(2);
    Member other = store.member("p");
    assertThat(givesBack(other, work)).isZero();
    assertThat(givesBack(member, work)).isEqualTo(2);
    assertThat(givesBack(member, work)).isZero();
    assertThat(member.commits(Member.ended(work.get(0), Verdict.SUCCEEDED))).isEmpty();
    List<Work> again = other.takes(3);
    assertThat(again).extracting(Work::experimentId).containsExactlyElementsOf(ids);
    assertThat(again).allMatch(one -> one.attempt() == 1);
    assertThat(again).extracting(Work::token).doesNotContain(work.get(0).token());
    assertThat(store.count("attempts")).isZero();
  }

  private static int givesBack(Member member, List<Work> work) {
    return store
        .get(
            Attempts.GIVE_BACK,
            new Attempts.GiveBack(
                member.id(),
                work.stream().map(Work::experimentId).toList(),
                work.stream().map(Work::token).toList()))
        .experiments();
  }

  @Test
  void oneThatWasCancelledAheadEndsInItsLine() {
    UUID id = store.insert(Draft.in("p")).get(0);
    Member member = store.member("p");
    List<Work> work = member.takes(1);
    store.get(Experiments.CANCEL, new Experiments.Cancel(id, "no", Caller.ADMIN));
    givesBack(member, work);
    Awaitility.await()
        .until(() -> store.count("outcomes", id) == 1 && store.count("ready", id) == 0);
  }

  @Test
  void whatNeverFitsHereHoldsUpNobody() throws SQLException {
    UUID huge = store.insert(Draft.in("p").memory(64 * GB)).get(0);
    UUID wide = store.insert(cpus(64)).get(0);
    UUID small = store.insert(Draft.in("p")).get(0);
    store.execute("update ready set rank = rank + 999000000 where experiment_id = '" + small + "'");
    assertThat(takes(store.member("p"), 8, 8 * GB)).containsExactly(small);
    assertThat(document(huge)).contains("no-memory");
    assertThat(document(wide)).contains("no-cpu");
  }

  private static String document(UUID id) {
    return store
        .get(Experiments.GET, new Experiments.Get(id, List.of(), Caller.ADMIN))
        .body()
        .text();
  }
}
