package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts.Metric;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.ProgramError;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Experiments.Artifact;
import io.athanor.contract.Json;
import io.athanor.contract.Verdict;
import io.athanor.support.Invariants;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommitIT {

  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");
  private static final List<Metric> CURVE =
      List.of(
          new Metric("loss", 0.5, 1, THEN),
          new Metric("loss", Double.NaN, 2, THEN),
          new Metric("a\0b", Double.NEGATIVE_INFINITY, -1, THEN));

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void nothingIsBroken() throws SQLException {
    Invariants.assertHold(store.target());
    store.clear();
  }

  private static Outcome full(Work work, List<Artifact> artifacts) {
    Outcome plain = Member.ended(work, Verdict.SUCCEEDED, new Json("{\"x\":1}"), CURVE);
    return new Outcome(
        plain.experimentId(),
        plain.attempt(),
        plain.token(),
        plain.verdict(),
        "re\0ason",
        0,
        null,
        plain.startedAt(),
        plain.finishedAt(),
        plain.usage(),
        new ProgramError("E\0", "m\0\\u0000", null, 3, "t\0"),
        plain.result(),
        null,
        plain.metrics(),
        artifacts);
  }

  private static Artifact artifact(String name) {
    return new Artifact(name, "ab".repeat(32), 12, "text/plain");
  }

  @Test
  void everythingOfAnOutcomeIsStoredTogether() throws SQLException {
    store.insert(Draft.in("p").domain("d"));
    Member member = store.member("p");
    Work work = member.takesOne();
    Outcome outcome = full(work, List.of(artifact("a"), artifact("b"), artifact("a")));
    assertThat(member.commits(outcome)).containsExactly(work.token());
    assertThat(store.rows("select status, verdict, domain, attempt, reason from outcomes"))
        .containsExactly(List.of("COMPLETED", "SUCCEEDED", "d", "1", "re\uFFFDason"));
    assertThat(store.value("select result->>'x' from attempts")).isEqualTo("1");
    assertThat(store.value("select string_agg(value::text, ' ' order by ordinal) from metrics"))
        .isEqualTo("0.5 NaN -Infinity");
    assertThat(store.rows("select name from artifacts order by name"))
        .containsExactly(List.of("a"), List.of("b"));
    assertThat(store.value("select error->>'message' from attempts")).isEqualTo("m\uFFFD\\u0000");
    assertThat(
            store.value(
                "select count(distinct x) from (select xmin::text as x from outcomes union all select xmin::text from attempts"
                    + " union all select xmin::text from metrics) t"))
        .isEqualTo("1");
  }

  @Test
  void aWrongTokenStoresNothingAtAll() throws SQLException {
    store.insert(Draft.in("p"), Draft.in("p"));
    Member member = store.member("p");
    List<Work> work = member.takes(2);
    Work other = work.get(1);
    Work stale = withToken(work.get(0), work.get(0).token() + 1_000);
    Work crossed = withToken(work.get(0), other.token());
    assertThat(member.commits(full(stale, List.of(artifact("a"))))).isEmpty();
    assertThat(
            member.commits(
                full(crossed, List.of(artifact("a"))),
                full(withToken(other, work.get(0).token() + 7), List.of())))
        .isEmpty();
    for (String table : List.of("outcomes", "metrics", "artifacts", "attempts", "output_chunks")) {
      assertThat(store.count(table)).as(table).isZero();
    }
    assertThat(store.count("running")).isEqualTo(2);
  }

  private static Work withToken(Work work, long token) {
    return new Work(
        work.experimentId(),
        work.attempt(),
        token,
        work.runtime(),
        work.programDigest(),
        work.arguments(),
        work.parameters(),
        work.inputs(),
        work.env(),
        work.seed(),
        work.limits(),
        work.cpu(),
        work.memory(),
        work.brief(),
        work.priority(),
        work.group());
  }

  @Test
  void theSecondOfTwoEqualCommitsIsNotStored() throws SQLException {
    store.insert(Draft.in("p"));
    Member member = store.member("p");
    Work work = member.takesOne();
    Outcome outcome = full(work, List.of());
    assertThat(member.commits(outcome, outcome)).containsExactly(work.token());
    assertThat(member.commits(outcome)).isEmpty();
    assertThat(store.count("attempts")).isEqualTo(1);
    assertThat(store.count("metrics")).isEqualTo(3);
  }

  @Test
  void anEmptyCommitIsHarmless() {
    assertThat(store.member("p").commits()).isEmpty();
  }

  @Test
  void aBatchMixesLateOnesWithGoodOnes() throws SQLException {
    store.insert(Draft.many("p", 50));
    Member member = store.member("p");
    List<Work> work = member.takes(50);
    Outcome[] outcomes = new Outcome[50];
    for (int i = 0; i < 50; i++) {
      Work one = work.get(i);
      outcomes[i] =
          Member.ended(i % 5 == 0 ? withToken(one, -one.token()) : one, Verdict.SUCCEEDED);
    }
    assertThat(member.commits(outcomes)).hasSize(40);
    assertThat(store.count("outcomes")).isEqualTo(40);
    assertThat(store.count("running")).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource(Verdict.class)
  void everyVerdictHasItsState(Verdict verdict) throws SQLException {
    UUID id = store.insert(Draft.in("p")).get(0);
    Member member = store.member("p");
    Work work = member.takesOne();
    assertThat(member.commits(Member.ended(work, verdict))).hasSize(1);
    assertThat(store.value("select verdict from attempts")).isEqualTo(verdict.name());
    if (verdict.ours()) {
      assertThat(store.rows("select attempt, lost from ready where experiment_id = ?", id))
          .containsExactly(List.of("2", "1"));
      assertThat(store.count("outcomes")).isZero();
    } else {
      assertThat(store.rows("select status, verdict from outcomes where experiment_id = ?", id))
          .containsExactly(List.of(verdict.state().name(), verdict.name()));
      assertThat(store.count("ready")).isZero();
    }
    assertThat(store.count("attempts where result is not null"))
        .isEqualTo(verdict == Verdict.SUCCEEDED ? 1 : 0);
  }

  @Test
  void ourFailuresAreTriedAgainUntilTheyAreTooMany() throws SQLException {
    UUID id = store.insert(Draft.in("p")).get(0);
    Member member = store.member("p");
    String rank = store.value("select rank from ready");
    for (int attempt = 1; attempt <= StoreNode.MAX_LOST; attempt++) {
      Work work = member.takesOne();
      assertThat(work.attempt()).isEqualTo(attempt);
      assertThat(store.value("select rank from running")).isEqualTo(rank);
      member.commits(Member.ended(work, Verdict.SANDBOX_ERROR, new Json("1"), CURVE));
    }
    assertThat(
            store.rows("select status, verdict, attempt from outcomes where experiment_id = ?", id))
        .containsExactly(List.of("FAILED", "SANDBOX_ERROR", "3"));
    assertThat(store.count("attempts")).isEqualTo(3);
    assertThat(store.count("metrics")).isEqualTo(3);
    assertThat(member.takes(1)).isEmpty();
  }
}
