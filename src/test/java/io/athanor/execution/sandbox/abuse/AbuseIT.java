package io.athanor.execution.sandbox.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.execution.sandbox.Tier;
import io.athanor.execution.sandbox.Tiers;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile programs of each subject at each tier: what they do here, they do on this machine. */
class AbuseIT {

  static List<Tier> tiers() {
    return Tiers.all();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void theQuickCasesAreAsExpected(Tier tier) throws Exception {
    assertThat(AbuseSuite.broken(tier, AbuseCase::quick)).isEmpty();
  }

  @Test
  void everyCaseIsThereAndTwelveAreQuick() {
    List<Integer> numbers = IntStream.rangeClosed(1, 54).boxed().toList();
    assertThat(AbuseSuite.all()).extracting(AbuseCase::number).isEqualTo(numbers);
    assertThat(AbuseSuite.all()).filteredOn(AbuseCase::quick).hasSize(12);
  }
}
