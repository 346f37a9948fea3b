package io.athanor.cache;

import static java.util.function.Predicate.not;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which tiers remember answers.
 *
 * @param memory the tier in this process
 */
public record CacheConfig(Memory memory) {

  /**
   * The tier in this process.
   *
   * @param enabled whether it is used at all
   * @param maxBytes bytes of encoded answers kept at most
   * @param ttl how long an answer is kept where the request names no time of its own
   */
  public record Memory(boolean enabled, long maxBytes, Duration ttl) {

    /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
    public Memory {
      String faults =
          Stream.of(
                  maxBytes < 0 ? "maxBytes: must not be negative" : "",
                  ttl.toMillis() < 1 ? "ttl: must be at least 1ms" : "")
              .filter(not(String::isEmpty))
              .collect(Collectors.joining("\n"));
      if (!faults.isEmpty()) {
        throw new IllegalArgumentException(faults);
      }
    }
  }
}
