package io.athanor.profiling;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.bus.NodeBus;
import io.athanor.contract.Caller;
import io.athanor.contract.Forecasts;
import io.athanor.contract.Forecasts.Forecast;
import io.athanor.contract.Forecasts.Forecasted;
import io.athanor.contract.Forecasts.Subject;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Role;
import io.athanor.contract.WhatIf;
import io.athanor.contract.WhatIf.Answer;
import io.athanor.contract.WhatIf.Ask;
import io.athanor.contract.WhatIf.Made;
import io.athanor.contract.WhatIf.Means;
import io.athanor.contract.WhatIf.Named;
import io.athanor.contract.WhatIf.Planned;
import io.athanor.contract.WhatIf.Statements;
import io.athanor.contract.WhatIf.Tried;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ForecastDeskTest {

  private static final Planned REFUSED = new Planned(0, List.of(), null, "no such table");

  /** A planner of three statements: "a", "b" and one that it refuses. */
  private static Neighbours with(Vertx vertx, Function<Ask, List<List<Planned>>> planner)
      throws Exception {
    NodeBus node = NodeBus.create(vertx);
    new ForecastDesk(node.open(Role.PROFILING)).serve().await(5, SECONDS);
    Neighbours bus = new Neighbours(node);
    Statements own =
        new Statements(
            List.of(new Named("a", "select 1"), new Named("b", "select 2"), new Named("c", "x")));
    bus.serve(WhatIf.STATEMENTS, all -> Future.succeededFuture(own));
    bus.serve(
        WhatIf.ASK,
        ask -> {
          Made made = new Made("i", "t", 8192, null);
          List<Tried> tried =
              planner.apply(ask).stream().map(one -> new Tried(List.of(made), one)).toList();
          return Future.succeededFuture(new Answer(Means.TWIN, null, null, null, tried));
        });
    return bus;
  }

  private static Planned cost(double cost, String... indexes) {
    return new Planned(cost, List.of(indexes), null, null);
  }

  private static Forecasted ask(Neighbours bus, double times, Subject... subjects)
      throws Exception {
    List<String> create = times == 1 ? List.of("create index i on t (x)") : List.of();
    return bus.request(
            Forecasts.FORECAST,
            new Forecast(create, List.of(), times, List.of(subjects), Caller.ADMIN))
        .await(5, SECONDS);
  }

  @Test
  void whatChangesIsToldAndTheRestIsCounted(Vertx vertx) throws Exception {
    Neighbours bus =
        with(
            vertx,
            ask ->
                List.of(
                    List.of(cost(100), cost(7), REFUSED), List.of(cost(5, "i"), cost(7), REFUSED)));
    Forecasted told = ask(bus, 1);
    assertThat(told.unchanged()).isEqualTo(1);
    assertThat(told.indexes()).singleElement().extracting(Made::bytes).isEqualTo(8192L);
    assertThat(told.statements()).hasSize(2);
    assertThat(told.statements().get(0).name()).isEqualTo("a");
    assertThat(told.statements().get(0).after()).isEqualTo(5);
    assertThat(told.statements().get(0).indexesAfter()).containsExactly("i");
    assertThat(told.statements().get(1).refused()).isEqualTo("no such table");
  }

  @Test
  void withMoreRowsOnlyWhatBreaksIsTold(Vertx vertx) throws Exception {
    Neighbours bus =
        with(
            vertx,
            ask ->
                ask.grow() == 1
                    ? List.of(List.of(cost(500), cost(3), cost(9)))
                    : List.of(List.of(cost(5_000), cost(30), cost(9))));
    Forecasted told = ask(bus, 10);
    assertThat(told.unchanged()).isEqualTo(2);
    assertThat(told.statements())
        .singleElement()
        .satisfies(one -> assertThat(one.breaks()).contains("10 times, with the rows"));
  }

  @Test
  void statementsOfPeopleArePlannedAsForEverybody(Vertx vertx) throws Exception {
    Neighbours bus =
        with(
            vertx,
            ask ->
                ask.own()
                    ? List.of(List.of(cost(1)), List.of(cost(1)))
                    : List.of(List.of(cost(2)), List.of(cost(1, "i"))));
    assertThat(ask(bus, 1, new Subject(null, "select 7")).statements())
        .singleElement()
        .satisfies(one -> assertThat(one.sql()).isEqualTo("select 7"));
    assertThat(ask(bus, 1, new Subject("a", null)).unchanged()).isEqualTo(1);
    assertThatThrownBy(() -> ask(bus, 1, new Subject("no.such", null)))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void whatThereWasNoTimeForIsSaid(Vertx vertx) throws Exception {
    Neighbours half = with(vertx, ask -> List.of(List.of(cost(100), cost(7), cost(1))));
    assertThat(ask(half, 1).statements())
        .hasSize(3)
        .allSatisfy(one -> assertThat(one.refused()).contains("no time left"));
  }

  @Test
  void manyStatementsAreAskedAboutAFewAtATime(Vertx vertx) throws Exception {
    Neighbours bus =
        with(
            vertx,
            ask ->
                ask.trials().stream()
                    .limit(3)
                    .map(
                        trial ->
                            trial.statements().stream()
                                .map(one -> trial.create().isEmpty() ? cost(9) : cost(1, "i"))
                                .toList())
                    .toList());
    Subject[] many =
        IntStream.range(0, 50)
            .mapToObj(i -> new Subject(null, "select " + i))
            .toArray(Subject[]::new);
    Forecasted told = ask(bus, 1, many);
    assertThat(told.statements()).hasSize(50);
    assertThat(told.statements()).filteredOn(one -> one.refused() == null).hasSize(20);
    assertThat(told.statements().get(0).sql()).isEqualTo("select 0");
  }
}
