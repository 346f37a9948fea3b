package io.athanor.execution;

import static java.util.function.Predicate.not;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When this node takes no more work though it has free slots.
 *
 * @param maxCpuPercent share of the processors above which it takes none while others use a part of
 *     them; 100 is never
 * @param maxMemoryPercent share of the memory above which it takes none; 100 is never
 * @param minAttempts attempts that go on all the same however busy the processors are
 * @param prefetch attempts that are claimed before there is a free slot for them, where attempts
 *     take less than a second; 0 is none
 */
public record PlacementConfig(
    int maxCpuPercent, int maxMemoryPercent, int minAttempts, int prefetch) {

  /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
  public PlacementConfig {
    String faults =
        Stream.of(
                percent("maxCpuPercent", maxCpuPercent),
                percent("maxMemoryPercent", maxMemoryPercent),
                minAttempts < 0 ? "minAttempts: must not be negative" : "",
                prefetch < 0 || prefetch > 40 ? "prefetch: must be between 0 and 40" : "")
            .filter(not(String::isEmpty))
            .collect(Collectors.joining("\n"));
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(faults);
    }
  }

  private static String percent(String name, int value) {
    return value < 1 || value > 100 ? name + ": must be between 1 and 100" : "";
  }
}
