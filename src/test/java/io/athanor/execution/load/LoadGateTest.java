package io.athanor.execution.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadGateTest {

  private final LoadGate gate = new LoadGate(0.85, 0.85);

  private void sampled(double cpu, double others, double memory, int times) {
    for (int i = 0; i < times; i++) {
      gate.sampled(new Load(cpu, others, memory, 1 << 30, 1 << 20, null));
    }
  }

  @Test
  void aShortPeakDoesNotCloseIt() {
    sampled(1, 1, 0.1, 2);
    assertThat(gate.closed()).isEmpty();
    sampled(0.2, 0.1, 0.1, 1);
    sampled(1, 1, 0.1, 1);
    assertThat(gate.closed()).isEmpty();
  }

  @Test
  void aFullMachineClosesItAndItOpensTenPointsLower() {
    sampled(0.97, 0.9, 0.1, 3);
    assertThat(gate.cpuFull()).isTrue();
    assertThat(gate.closed())
        .hasValue(
            "its processors are 97 % busy, 90 % with the work of others, which is above 85 %");
    sampled(0.8, 0.8, 0.1, 3);
    assertThat(gate.cpuFull()).isTrue();
    sampled(0.7, 0.7, 0.1, 3);
    assertThat(gate.closed()).isEmpty();
    sampled(0.8, 0.8, 0.1, 9);
    assertThat(gate.closed()).isEmpty();
  }

  @Test
  void whatTheNodeDoesItselfDoesNotCloseIt() {
    sampled(1, 0.1, 0.1, 9);
    assertThat(gate.closed()).isEmpty();
    sampled(1, 0.5, 0.1, 3);
    assertThat(gate.cpuFull()).isTrue();
    sampled(1, 0.05, 0.1, 3);
    assertThat(gate.cpuFull()).isFalse();
  }

  @Test
  void memoryClosesItAtOnceWhoeverHasIt() {
    sampled(0.1, 0, 0.9, 1);
    assertThat(gate.memoryFull()).isTrue();
    assertThat(gate.closed()).hasValue("90 % of its memory is in use, which is above 85 %");
    sampled(0.1, 0, 0.8, 1);
    assertThat(gate.memoryFull()).isTrue();
    sampled(0.1, 0, 0.7, 1);
    assertThat(gate.closed()).isEmpty();
  }

  @Test
  void aFullDiskClosesItAtOnce() {
    gate.sampled(new Load(0, 0, 0, 1, 0, "the disk of its home is full"));
    assertThat(gate.closed()).hasValue("the disk of its home is full");
    sampled(0, 0, 0, 1);
    assertThat(gate.closed()).isEmpty();
  }

  @Test
  void aHundredPercentIsNever() {
    LoadGate open = new LoadGate(1, 1);
    for (int i = 0; i < 5; i++) {
      open.sampled(new Load(1, 1, 1, 0, 0, null));
    }
    assertThat(open.closed()).isEmpty();
    assertThat(open.load()).map(Load::forAttempts).hasValue(0L);
  }
}
