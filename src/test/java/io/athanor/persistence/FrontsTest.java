package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.persistence.Fronts.Look;
import org.junit.jupiter.api.Test;

class FrontsTest {

  private long now = 5;
  private final Fronts fronts = new Fronts(() -> now);

  private void take(int count, long upTo) {
    Look look = fronts.next();
    for (int i = count - 1; i >= 0; i--) {
      fronts.took(look, "p", "line", upTo - i);
    }
  }

  @Test
  void whoTakesLittleAlwaysLooksFromTheFront() {
    take(Fronts.BUSY - 1, 1_000);
    assertThat(fronts.next().fromTheFront()).isTrue();
    take(1, 1_001);
    assertThat(fronts.next().marks()).containsOnly(java.util.Map.entry("p line", 1_001L));
  }

  @Test
  void onePerPeriodLooksFromTheFront() {
    take(Fronts.BUSY, 1_000);
    now += Fronts.PERIOD_NANOS;
    assertThat(fronts.next().fromTheFront()).isTrue();
    take(1, 7);
    assertThat(fronts.next().marks()).containsValue(7L);
  }

  @Test
  void aClaimerThatWasNotBusyForAPeriodLooksFromTheFront() {
    take(Fronts.BUSY, 1_000);
    now += Fronts.PERIOD_NANOS;
    take(1, 1_001);
    now += Fronts.PERIOD_NANOS;
    take(1, 1_002);
    assertThat(fronts.next().fromTheFront()).isTrue();
  }

  @Test
  void whatWasFoundInAnEarlierPeriodMovesNoMark() {
    take(Fronts.BUSY, 1_000);
    Look late = fronts.next();
    now += Fronts.PERIOD_NANOS;
    take(1, 10);
    fronts.took(late, "p", "line", 2_000);
    assertThat(fronts.next().marks()).containsValue(10L);
  }

  @Test
  void afterTooLittleWasFoundEveryClaimLooksFromTheFront() {
    take(Fronts.BUSY, 1_000);
    assertThat(fronts.next().fromTheFront()).isFalse();
    assertThat(fronts.again().fromTheFront()).isTrue();
    take(1, 1_001);
    now += Fronts.PERIOD_NANOS;
    assertThat(fronts.next().fromTheFront()).isTrue();
    take(1, 1_002);
    assertThat(fronts.next().fromTheFront()).isTrue();
  }

  @Test
  void marksAreOfOneLineEach() {
    Look look = fronts.next();
    for (int i = 0; i < Fronts.BUSY; i++) {
      fronts.took(look, "p", "a", i);
      fronts.took(look, "p", "b", 2L * i);
    }
    assertThat(fronts.next().marks())
        .containsEntry("p a", Fronts.BUSY - 1L)
        .containsEntry("p b", 2L * Fronts.BUSY - 2);
  }
}
