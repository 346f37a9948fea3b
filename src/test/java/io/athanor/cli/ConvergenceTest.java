package io.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

class ConvergenceTest {
  private static Convergence of(LongToDoubleFunction error) {
    List<Convergence.Estimate> estimates = new ArrayList<>();
    for (long n = 1000; n <= 1_000_000; n *= 10) {
      estimates.add(new Convergence.Estimate(n, Math.PI + error.applyAsDouble(n)));
      estimates.add(new Convergence.Estimate(n, Math.PI - error.applyAsDouble(n)));
    }
    return Convergence.of(estimates);
  }

  @Test
  void anErrorThatFallsAsTheSquareRootPasses() {
    Convergence good = of(n -> 1.6 / Math.sqrt((double) n));
    assertThat(good.slope()).isCloseTo(-0.5, within(1e-9));
    assertThat(good.passed()).isTrue();
    assertThat(good.sizes()).hasSize(4);
    assertThat(good.sizes().get(0).error())
        .isCloseTo(good.sizes().get(0).expectedError(), within(0.002));
  }

  @Test
  void anErrorThatDoesNotFallFails() {
    assertThat(of(n -> 0.001).slopeAsExpected()).isFalse();
  }

  @Test
  void anEstimateTooFarAwayFails() {
    Convergence far = of(n -> 16 / Math.sqrt((double) n));
    assertThat(far.slopeAsExpected()).isTrue();
    assertThat(far.withinBounds()).isFalse();
  }

  @Test
  void nothingAndNonsenseFail() {
    assertThat(Convergence.of(List.of()).passed()).isFalse();
    assertThat(of(n -> Double.NaN).passed()).isFalse();
    assertThat(of(n -> 0).passed()).isFalse();
  }
}
