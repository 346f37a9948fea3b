package io.athanor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Live.Figure;
import io.athanor.contract.Live.Progressed;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FiguresSoFarTest {

  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  private final FiguresSoFar figures = new FiguresSoFar(FakeStore.work(7));

  @Test
  void nothingIsToldBeforeSomethingIsSaid() {
    for (int i = 0; i < 3 * FiguresSoFar.AGAIN; i++) {
      assertThat(figures.news()).isEmpty();
    }
  }

  @Test
  void theLatestOfEachNameIsToldOnceAndAgainAfterAWhile() {
    figures.metric("loss", 0.5, 0, 1, AT);
    figures.metric("loss", 0.25, 1, 2, AT.plusSeconds(1));
    figures.progress(0.1, "begins", AT.plusSeconds(2));
    figures.progress(0.2, null, AT.plusSeconds(3));
    Progressed told = figures.news().orElseThrow();
    assertThat(told.attempt()).isEqualTo(1);
    assertThat(told.progress()).isEqualTo(0.2);
    assertThat(told.message()).isEqualTo("begins");
    assertThat(told.points()).isEqualTo(2);
    assertThat(told.at()).isEqualTo(AT.plusSeconds(3));
    assertThat(told.figures()).containsExactly(new Figure("loss", 0.25, 1, 2, AT.plusSeconds(1)));
    for (int i = 1; i < FiguresSoFar.AGAIN; i++) {
      assertThat(figures.news()).isEmpty();
    }
    assertThat(figures.news()).isEqualTo(Optional.of(told));
  }

  @Test
  void namesAreBounded() {
    for (int i = 0; i < 10 * FiguresSoFar.NAMES; i++) {
      figures.metric("m" + i, i, 0, 1, AT);
    }
    figures.metric("m0", 42, 1, 2, AT);
    Progressed told = figures.news().orElseThrow();
    assertThat(told.figures()).hasSize(FiguresSoFar.NAMES);
    assertThat(told.figures().get(0).value()).isEqualTo(42);
    assertThat(told.points()).isEqualTo(10 * FiguresSoFar.NAMES + 1);
    assertThat(told.names()).isEqualTo(10 * FiguresSoFar.NAMES);
  }

  @Test
  void whatIsNotKeptIsToldAsWell() {
    figures.lost(AT);
    figures.lost(AT.plusSeconds(1));
    Progressed told = figures.news().orElseThrow();
    assertThat(told.lost()).isEqualTo(2);
    assertThat(told.points()).isZero();
    assertThat(told.at()).isEqualTo(AT.plusSeconds(1));
  }
}
