package io.athanor.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contract.Literature.Facts;
import io.athanor.contract.Literature.Scored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DiscoveryScoreTest {

  private static final UUID ID = new UUID(1, 2);
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private static Scored score(Instant published, double nearest, List<Instant> cited, double fame) {
    return DiscoveryScore.of(ID, new Facts(published, nearest, cited, fame), NOW);
  }

  @Test
  void bothEndsCanBeReached() {
    Scored best = score(NOW, 0, Collections.nCopies(10, NOW), 0);
    assertThat(List.of(best.novelty(), best.emergence(), best.obscurity(), best.discovery()))
        .containsOnly(100.0);
    Scored worst = score(NOW, 1, List.of(), 1e12);
    assertThat(List.of(worst.novelty(), worst.emergence(), worst.obscurity(), worst.discovery()))
        .containsOnly(0.0);
  }

  @Test
  void aHalfLifeHalves() {
    Instant old = NOW.minus(DiscoveryScore.HALF_LIFE);
    Scored fresh = score(NOW, 0.25, List.of(), 10);
    assertThat(score(old, 0.25, List.of(), 10).discovery())
        .isCloseTo(fresh.discovery() / 2, within(1e-9));
    double one = score(NOW, 0, List.of(NOW), 0).emergence();
    assertThat(one).isCloseTo(10, within(1e-9));
    assertThat(score(NOW, 0, List.of(old), 0).emergence()).isCloseTo(one / 2, within(1e-9));
  }

  @Test
  void theSameFactsGiveTheSameScoreAlwaysWithinItsRange() {
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      List<Instant> cited = new ArrayList<>();
      for (int k = random.nextInt(50); k > 0; k--) {
        cited.add(NOW.minus(Duration.ofHours(random.nextInt(10_000) - 100)));
      }
      Instant published = NOW.minus(Duration.ofHours(random.nextInt(50_000) - 100));
      double nearest = random.nextDouble();
      double fame = random.nextDouble() * 200;
      Scored scored = score(published, nearest, cited, fame);
      assertThat(scored).isEqualTo(score(published, nearest, cited, fame));
      assertThat(
              List.of(scored.novelty(), scored.emergence(), scored.obscurity(), scored.discovery()))
          .allMatch(part -> part >= 0 && part <= 100);
    }
  }

  @Test
  void theFutureIsNow() {
    assertThat(score(NOW.plus(Duration.ofDays(900)), 0, List.of(), 0).discovery())
        .isEqualTo(score(NOW, 0, List.of(), 0).discovery());
  }
}
