package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Advice;
import io.athanor.contract.Caller;
import io.athanor.contract.Copies;
import io.athanor.contract.Copies.Clock;
import io.athanor.contract.Copies.Look;
import io.athanor.contract.Copies.Looked;
import io.athanor.contract.Copies.Make;
import io.athanor.contract.Copies.Remove;
import io.athanor.contract.Copies.Time;
import io.athanor.contract.Failure;
import io.athanor.contract.WhatIf;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.support.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Statements are timed on a copy, with and without indexes; only those that read. */
class CopyDeskIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static final String COPIES =
      "select count(*) from pg_database where datname like 'athanor\\_copy\\_%'";
  private static final String INDEX = "CREATE INDEX pile_x ON public.pile USING btree (x)";
  private static final String FAST = "select sum(y) from pile where x = 5";

  private final UUID id = UUID.randomUUID();

  @BeforeAll
  static void fill() throws SQLException {
    try (Connection connection = store.target().connect()) {
      Sql.execute(
          connection,
          "create table pile as select i as x, i % 100 as y, repeat('p', 50) as pad from generate_series(1, 100000) i",
          "create function shout() returns int language sql volatile as 'select 1'",
          "analyze pile");
    }
  }

  @AfterEach
  void remove() throws SQLException {
    store.get(Copies.REMOVE, new Remove(id));
    assertThat(store.value(COPIES)).isEqualTo("0");
  }

  private Looked done() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !store.get(Copies.LOOK, new Look(id)).going());
    return store.get(Copies.LOOK, new Look(id));
  }

  private Looked made(String... tables) {
    store.get(Copies.MAKE, new Make(id, List.of(tables), 1L << 30));
    return done();
  }

  private List<Copies.Timed> timed(boolean own, List<String> statements) {
    List<Integer> all = IntStream.range(0, statements.size()).boxed().toList();
    List<Trial> trials =
        List.of(new Trial(List.of(), List.of(), all), new Trial(List.of(INDEX), List.of(), all));
    store.get(Copies.CLOCK, new Clock(id, own, statements, trials));
    Looked looked = done();
    assertThat(looked.failure()).isNull();
    return looked.timed();
  }

  @Test
  void whatAnIndexChangesIsTimedAndNothingElse() {
    assertThat(made("public.pile").copy().part()).isEqualTo(1);
    String same = "select count(*) from pile";
    List<Copies.Timed> timed = timed(false, List.of(FAST, same));
    Time before = timed.get(0).times().get(0);
    Time after = timed.get(1).times().get(0);
    assertThat(before.indexes()).isEmpty();
    assertThat(after.indexes()).containsExactly("pile_x");
    assertThat(after.millis()).isLessThan(before.millis());
    assertThat(timed.get(1).made().get(0).bytes()).isBetween(1L << 20, 4L << 20);
    assertThat(timed).allSatisfy(one -> assertThat(one.times().get(1).millis()).isNull());
    List<Copies.Timed> again = timed(false, List.of(FAST));
    assertThat(again.get(1).times().get(0).millis()).isCloseTo(after.millis(), within(1.0));
  }

  @Test
  void whatDoesMoreThanReadIsNotExecuted() {
    made("public.pile");
    List<String> hostile =
        List.of(
            "delete from pile where x = 5",
            "select shout() from pile where x = 5",
            "select * from pile where x = 5 for update",
            "select 1; drop table pile",
            "select y from pile where x = $1",
            "select * from nothing where x = 5");
    Copies.Timed after = timed(false, hostile).get(1);
    assertThat(after.times())
        .allSatisfy(one -> assertThat(one.millis()).isNull())
        .allSatisfy(one -> assertThat(one.why()).isNotBlank());
    assertThat(after.times().get(4).why()).contains("no parameters");
  }

  @Test
  void whatTakesTooLongIsGivenUp() {
    made("public.pile");
    String endless =
        "select count(*) from pile b where (select count(*) from pile c where c.x = b.x) > 1";
    List<Copies.Timed> timed = timed(false, List.of(endless));
    Time before = timed.get(0).times().get(0);
    assertThat(before.ended()).isFalse();
    assertThat(before.millis()).isEqualTo(30_000);
    assertThat(timed.get(1).times().get(0).ended()).isTrue();
  }

  @Test
  void namedStatementsTakeTheParametersThatWereSeen() throws SQLException {
    UUID analysis = PlannedAdvice.stored(store.target(), "CREATE", "a", "create index a on b (c)");
    String seen = text("advice.get");
    made("public.pile", "public.index_analyses", "public.papers");
    assertThat(timed(true, List.of(seen)).get(1).times().get(0).why()).contains("no parameters");
    store.get(Advice.GET, new Advice.Get(analysis, Caller.ADMIN));
    assertThat(timed(true, List.of(seen)).get(1).times().get(0).why()).isNull();
  }

  private static String text(String name) {
    return store.get(WhatIf.STATEMENTS, new WhatIf.ListStatements()).statements().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow()
        .sql();
  }

  @Test
  void thereIsOneCopyAtATime() {
    made("public.pile");
    assertThat(
            Await.refusal(store.ask(Copies.MAKE, new Make(UUID.randomUUID(), List.of(), 1L << 30)))
                .failure())
        .isEqualTo(Failure.CONFLICT);
    store.get(Copies.REMOVE, new Remove(id));
    assertThat(Await.refusal(store.ask(Copies.LOOK, new Look(id))).failure())
        .isEqualTo(Failure.NOT_FOUND);
  }

  @Test
  void aCopyThatIsNotWantedWhileItIsMadeIsRemoved() {
    store.get(Copies.MAKE, new Make(id, List.of("public.pile"), 1L << 30));
    store.get(Copies.REMOVE, new Remove(id));
  }

  @Test
  void statementsAreTimedOnASample() {
    store.get(Copies.MAKE, new Make(id, List.of("public.pile"), 3L << 20));
    assertThat(done().copy().part()).isLessThan(1);
    List<Copies.Timed> timed = timed(false, List.of("select sum(y) from pile where x < 500"));
    assertThat(timed)
        .allSatisfy(one -> assertThat(one.times().get(0).why()).isNull())
        .allSatisfy(one -> assertThat(one.times().get(0).millis()).isPositive());
  }
}
