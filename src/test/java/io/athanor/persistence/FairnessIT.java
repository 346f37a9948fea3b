package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nobody starves under a flood, and each one's own order is kept. */
class FairnessIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private UUID flooding;
  private UUID other;

  @BeforeEach
  void sessions() throws SQLException {
    flooding = session();
    other = session();
  }

  @AfterEach
  void clear() throws SQLException {
    store.clear();
  }

  private static UUID session() throws SQLException {
    UUID id = UUID.randomUUID();
    store.execute("insert into sessions (id, owner, question) values ('" + id + "', 'o', 'why?')");
    return id;
  }

  private static List<UUID> submits(UUID session, int count, int priority) {
    List<UUID> all = new ArrayList<>();
    for (int from = 0; from < count; from += 500) {
      List<Planned> some =
          Stream.generate(() -> Draft.in("p").session(session).priority(priority).plan())
              .limit(Math.min(500, count - from))
              .toList();
      all.addAll(store.insert(some));
    }
    return all;
  }

  private static List<UUID> runs(Member member, int count) {
    List<UUID> ids = new ArrayList<>();
    for (Work work : member.takes(count)) {
      ids.add(work.experimentId());
      member.commits(Member.ended(work, Verdict.SUCCEEDED));
    }
    return ids;
  }

  @Test
  void whoComesAfterAFloodWithLittleIsServedNext() {
    submits(flooding, 2_000, 0);
    UUID single = submits(other, 1, 0).get(0);
    // One of the flood may be due as well by then, for each second that the submission took.
    assertThat(store.member("p").takes(20)).extracting(Work::experimentId).contains(single);
  }

  @Test
  void theOrderOfOneSessionIsThatOfItsSubmissions() {
    List<UUID> all = new ArrayList<>(submits(flooding, 700, 0));
    all.addAll(submits(flooding, 1, 0));
    all.addAll(submits(flooding, 30, 0));
    assertThat(runs(store.member("p"), 1_000)).isEqualTo(all);
  }

  @Test
  void whatWaitsForOthersOrIsHeldDoesNotBreakTheOrder() {
    List<UUID> all = new ArrayList<>(submits(flooding, 5, 0));
    store.insert(Draft.in("p").session(flooding).after(all.get(0)));
    store.insert(
        Draft.in("p").session(flooding).key("k"), Draft.in("p").session(flooding).key("k"));
    all.addAll(submits(flooding, 3, 0));
    List<UUID> order = new ArrayList<>(runs(store.member("p"), 7));
    order.retainAll(all);
    assertThat(order).isEqualTo(all.subList(0, order.size()));
  }

  @Test
  void twoFloodsTakeTurnsAlsoWhenOneOfThemWasServedForAWhile() {
    submits(flooding, 1_000, 0);
    Member member = store.member("p");
    runs(member, 400);
    List<UUID> second = submits(other, 1_000, 0);
    List<UUID> next = runs(member, 100);
    next.retainAll(second);
    assertThat(next).hasSizeBetween(40, 60);
  }

  @Test
  void whatIsUrgentOvertakesItsOwnFloodAndWhatIsNotComesBehindIt() {
    List<UUID> flood = submits(flooding, 1_000, 0);
    UUID low = submits(flooding, 1, -10).get(0);
    UUID urgent = submits(flooding, 1, 10).get(0);
    List<UUID> order = runs(store.member("p"), 2_000);
    assertThat(order.get(0)).isEqualTo(urgent);
    assertThat(order.get(order.size() - 1)).isEqualTo(low);
    assertThat(order.subList(1, order.size() - 1)).isEqualTo(flood);
  }

  @Test
  void aBatchOfSeveralPrioritiesIsOrderedByThemFirst() {
    List<Planned> batch =
        Stream.of(0, 5, -5, 5, 0)
            .map(priority -> Draft.in("p").session(flooding).priority(priority).plan())
            .toList();
    List<UUID> ids = store.insert(batch);
    assertThat(runs(store.member("p"), 5))
        .containsExactly(ids.get(1), ids.get(3), ids.get(0), ids.get(4), ids.get(2));
  }

  @Test
  void aFlowThatWasServedBeginsAnew() {
    submits(flooding, 100, 0);
    Member member = store.member("p");
    runs(member, 100);
    submits(other, 10, 0);
    UUID next = submits(flooding, 1, 0).get(0);
    assertThat(runs(member, 3)).contains(next);
  }

  @Test
  void whatIsSaidToTakeLongGivesWayMore() throws SQLException {
    store.insert(
        Draft.in("p").session(flooding).requests("{\"duration\":\"PT10M\"}"),
        Draft.in("p").session(flooding).requests("{\"duration\":\"PT10M\"}"));
    assertThat(store.value("select (max(rank) - min(rank)) / 1000000 from ready")).isEqualTo("600");
  }
}
