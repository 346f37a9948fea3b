package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Executions.Finding;
import io.athanor.contract.Executions.Flaw;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepeatTrackerTest {

  private final RepeatTracker tracker = new RepeatTracker(10);
  private final StatementCounts get = counts("select a from t where id = $1 and kind = $2");

  private static StatementCounts counts(String sql) {
    return new StatementCounts("test.get", Fingerprint.of(sql));
  }

  private List<Finding> drain() {
    return tracker.drain(Moment.now(Clock.systemUTC()));
  }

  private void ask(int from, int to, String correlation) {
    for (int i = from; i < to; i++) {
      tracker.note(get, Tuple.of(new UUID(0, i), "paper"), correlation);
    }
  }

  @Test
  void manyValuesInOneRequestAreFoundWithTheRewrite() {
    ask(0, 40, "r1");
    assertThat(drain())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.flaw()).isEqualTo(Flaw.N_PLUS_ONE);
              assertThat(found.name()).isEqualTo("test.get");
              assertThat(found.executions()).isEqualTo(40);
              assertThat(found.distinct()).isEqualTo(10);
              assertThat(found.requests()).isEqualTo(1);
              assertThat(found.rewrite())
                  .isEqualTo("select a from t where id = any ($1) and kind = $2");
              assertThat(found.callSite()).startsWith("RepeatTrackerTest.ask:");
              assertThat(found.correlationIds()).containsExactly("r1");
            });
    assertThat(drain()).isEmpty();
    ask(40, 50, "r1");
    assertThat(drain())
        .singleElement()
        .satisfies(
            grown -> {
              assertThat(grown.executions()).isEqualTo(50);
              assertThat(grown.requests()).isZero();
            });
  }

  @Test
  void nineAreNotManyAndManyRequestsAreNotOne() {
    ask(0, 9, "r1");
    for (int i = 0; i < 500; i++) {
      ask(i, i + 1, "r" + i + 10);
    }
    assertThat(drain()).isEmpty();
  }

  @Test
  void theSameValuesAgainAreAnotherFlaw() {
    for (int i = 0; i < 12; i++) {
      ask(7, 8, "r1");
    }
    assertThat(drain())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.flaw()).isEqualTo(Flaw.REPEATED);
              assertThat(found.distinct()).isEqualTo(1);
              assertThat(found.rewrite()).isNull();
              assertThat(found.advice()).contains("keep the first answer");
            });
  }

  @Test
  void fewValuesAFewTimesEachAreNeither() {
    for (int i = 0; i < 9; i++) {
      ask(0, 9, "r1");
    }
    assertThat(drain()).isEmpty();
  }

  @Test
  void oneStatementForAnArrayIsFine() {
    UUID[] ids = IntStream.range(0, 500).mapToObj(i -> new UUID(0, i)).toArray(UUID[]::new);
    tracker.note(counts("select a from t where id = any ($1)"), Tuple.of(ids), "r1");
    assertThat(drain()).isEmpty();
  }

  @Test
  void piecesOfSomethingLargeAreFine() {
    for (int i = 0; i < 40; i++) {
      tracker.note(get, Tuple.of(i, Buffer.buffer("piece" + i)), "r1");
    }
    assertThat(drain()).isEmpty();
  }

  @Test
  void whatMakesRoomWasToldAndTheMemoryStaysAsItIs() {
    ask(0, 15, "r1");
    for (int i = 0; i < 100_000; i++) {
      ask(i, i + 1, "other-" + i);
    }
    assertThat(drain())
        .singleElement()
        .satisfies(found -> assertThat(found.executions()).isEqualTo(15));
  }

  @Test
  void rewritesAreOnlyForWhatIsSimplyCompared() {
    assertThat(Rewrite.of("select a from t where b=$1", 1))
        .isEqualTo("select a from t where b= any ($1)");
    assertThat(Rewrite.of("select a from t where b = $12 and c = $1", 1))
        .isEqualTo("select a from t where b = $12 and c = any ($1)");
    assertThat(Rewrite.of("select a from t where b >= $1", 1)).isNull();
    assertThat(Rewrite.of("select a from t where b = $1 + 1", 1)).isNull();
    assertThat(Rewrite.of("select a from t where b = $1 or c = $1", 1)).isNull();
    assertThat(Rewrite.of("select a from t where b = $1 and c = $2", 3)).isNull();
    assertThat(Rewrite.of("insert into t select a from u where b = $1", 1)).isNull();
    assertThat(Rewrite.advice(Flaw.N_PLUS_ONE, "insert into t values ($1)", null))
        .contains("all rows at once");
    assertThat(Rewrite.advice(Flaw.N_PLUS_ONE, "select f($1)", null)).contains("unnest");
  }
}
