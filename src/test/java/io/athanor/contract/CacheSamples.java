package io.athanor.contract;

import java.time.Duration;
import java.util.List;

/** Samples of {@link Cache}. */
final class CacheSamples {

  static List<Record> all() {
    return List.of(
        new Cache.Read(
            "experiments.get", Samples.JSON, Duration.ofMillis(1_500), List.of("a", "b")),
        new Cache.Answer(Samples.JSON, true),
        new Cache.Invalidated(List.of("a")),
        new Cache.Stats(),
        new Cache.StatsReport(1, 2, 3, 4, 5, 6, 7, 8, 9, java.util.Map.of("memory", 2L)));
  }

  private CacheSamples() {}
}
