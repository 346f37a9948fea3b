package io.athanor.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class FailureTest {

  @Test
  void numbersAreThoseOfHttp() {
    assertThat(Arrays.stream(Failure.values()).map(Failure::code))
        .containsExactly(400, 404, 409, 412, 422, 429, 500, 503, 504);
  }

  @Test
  void everyNumberHasAFailure() {
    for (Failure failure : Failure.values()) {
      assertThat(Failure.of(failure.code())).isEqualTo(failure);
    }
    assertThat(Failure.of(451)).isEqualTo(Failure.INVALID);
    assertThat(Failure.of(502)).isEqualTo(Failure.INTERNAL);
    assertThat(Failure.of(-1)).isEqualTo(Failure.INTERNAL);
  }

  @Test
  void verdictsLeadToFinalStates() {
    for (Verdict verdict : Verdict.values()) {
      assertThat(verdict.state().terminal()).as(verdict.name()).isTrue();
    }
    assertThat(Verdict.WALL_LIMIT.state()).isEqualTo(State.TIMED_OUT);
    assertThat(Verdict.SUCCEEDED.state()).isEqualTo(State.COMPLETED);
    assertThat(Arrays.stream(Verdict.values()).filter(Verdict::ours))
        .containsExactly(Verdict.SANDBOX_ERROR, Verdict.LOST);
    assertThat(State.RUNNING.terminal()).isFalse();
  }
}
