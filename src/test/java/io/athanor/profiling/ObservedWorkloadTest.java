package io.athanor.profiling;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Advice.Weighted;
import io.athanor.contract.WhatIf.Named;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservedWorkloadTest {

  @Test
  void whatWasSeenHasItsWeightAndEverythingElseComesOnceADay() {
    Workload workload = new Workload(10, Samples.AT);
    workload.observe(Samples.observed(new Samples("a.b").took(2_000_000).build()));
    List<Weighted> all =
        new ObservedWorkload(workload, Samples.AT.plus(Duration.ofHours(2)))
            .with(List.of(new Named("a.b", "select $1"), new Named("c.d", "select 2")));
    assertThat(all).hasSize(2);
    assertThat(all.get(0).sql()).isEqualTo("select $1");
    assertThat(all.get(0).callsPerHour()).isEqualTo(0.5);
    assertThat(all.get(0).meanMillis()).isEqualTo(2.0);
    assertThat(all.get(1)).isEqualTo(new Weighted("c.d", "select 2", 1 / 24.0, null));
  }

  /** What a node does when it begins comes once, and not sixty times an hour. */
  @Test
  void whatCameWithinMinutesCountsAsThatOfAnHour() {
    Workload workload = new Workload(10, Samples.AT);
    workload.observe(Samples.observed(new Samples("a.b").took(2_000_000).build()));
    ObservedWorkload observed =
        new ObservedWorkload(workload, Samples.AT.plus(Duration.ofMinutes(2)));
    assertThat(observed.with(List.of(new Named("a.b", "select $1"))).get(0).callsPerHour())
        .isEqualTo(1);
    assertThat(observed.since()).isEqualTo(Samples.AT);
  }

  @Test
  void valuesThatWereTakenOutBecomeParameters() {
    assertThat(ObservedWorkload.withValues("select ? from t where a = $2 limit ?"))
        .isEqualTo("select $3 from t where a = $2 limit $4");
    assertThat(ObservedWorkload.withValues(null)).isNull();
  }
}
