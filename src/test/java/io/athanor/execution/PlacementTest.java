package io.athanor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts.Claim;
import io.athanor.execution.load.Load;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a node with four slots and 1,000 bytes asks for. */
class PlacementTest {

  private static final Load IDLE = new Load(0.1, 0.1, 0.1, 5_000, 0, null);
  private static final Load BUSY = new Load(0.95, 0.9, 0.1, 5_000, 0, null);
  private static final Load FULL = new Load(0.1, 0.1, 0.9, 5_000, 0, null);

  private static Placement placement(int minAttempts) {
    WorkerPoolShape shape =
        new WorkerPoolShape(
            new UUID(1, 1),
            List.of("default"),
            List.of("python"),
            3,
            1_000,
            4,
            50,
            Duration.ofSeconds(1),
            Duration.ZERO);
    return new Placement(shape, new PlacementConfig(85, 85, minAttempts, 2));
  }

  private static int asks(Placement placement, int attempts) {
    return placement
        .claim(new Reserved(attempts, 100L * attempts, 0, 0), attempts, 0, 7)
        .map(claim -> Math.min(claim.slots(), claim.most()))
        .orElse(0);
  }

  @Test
  void itAsksForWhatItsSlotsAndItsMemoryLeave() {
    Placement placement = placement(1);
    Claim claim = placement.claim(new Reserved(3, 300, 2, 200), 2, 0, 7).orElseThrow();
    assertThat(claim.slots()).isEqualTo(1);
    assertThat(claim.memory()).isEqualTo(1_000);
    assertThat(claim.freeMemory()).isEqualTo(700);
    assertThat(claim.slotsSoon()).isEqualTo(2);
    assertThat(claim.memorySoon()).isEqualTo(800);
    assertThat(claim.nodeToken()).isEqualTo(7);
    assertThat(asks(placement, 4)).isZero();
    assertThat(placement.report().load()).isNull();
    assertThat(placement.report().decisions())
        .containsEntry("asked", 1L)
        .containsEntry("slots", 1L);
  }

  @Test
  void memoryThatOthersHaveIsNotAskedFor() {
    Placement placement = placement(1);
    placement.sampled(new Load(0.1, 0.1, 0.5, 300, 200, null));
    Claim claim = placement.claim(new Reserved(1, 400, 0, 0), 1, 0, 7).orElseThrow();
    assertThat(claim.memory()).isEqualTo(500);
    assertThat(claim.freeMemory()).isEqualTo(100);
    assertThat(placement.load().forAttempts()).isEqualTo(500);
  }

  @Test
  void onBusyProcessorsItKeepsToTheLeastAndSaysSo() {
    Placement placement = placement(2);
    assertThat(placement.sampled(BUSY)).isFalse();
    assertThat(placement.sampled(BUSY)).isFalse();
    assertThat(placement.sampled(BUSY)).isTrue();
    assertThat(asks(placement, 0)).isEqualTo(2);
    assertThat(asks(placement, 1)).isEqualTo(1);
    assertThat(asks(placement, 2)).isZero();
    assertThat(placement.load().closed())
        .startsWith("its processors are 95 % busy")
        .endsWith(": it runs no more than 2 at a time");
    assertThat(placement.report().decisions()).containsEntry("cpu", 1L);
    assertThat(asks(placement(0), 0)).isEqualTo(4);
    assertThat(placement.sampled(IDLE)).isTrue();
    assertThat(placement.load().closed()).isNull();
    assertThat(asks(placement, 0)).isEqualTo(4);
  }

  @Test
  void withoutALeastItTakesNothingOnBusyProcessors() {
    Placement placement = placement(0);
    for (int i = 0; i < 3; i++) {
      placement.sampled(BUSY);
    }
    assertThat(asks(placement, 0)).isZero();
    assertThat(placement.load().closed()).endsWith("above 85 %: it takes no work");
  }

  @Test
  void withFullMemoryItTakesNothing() {
    Placement placement = placement(1);
    assertThat(placement.sampled(FULL)).isTrue();
    assertThat(asks(placement, 0)).isZero();
    assertThat(placement.report().decisions()).containsEntry("memory", 1L);
    assertThat(placement.sampled(FULL)).isFalse();
    assertThat(placement.sampled(IDLE)).isTrue();
    assertThat(asks(placement, 0)).isEqualTo(4);
  }
}
