package io.athanor.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How much is remembered, and for how long.
 *
 * @param enabled false passes every read through
 * @param maxBytes how much memory the answers may take, their keys included
 * @param defaultTtl how long an answer is remembered when the read does not say
 */
public record CacheConfig(boolean enabled, long maxBytes, Duration defaultTtl) {

  /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
  public CacheConfig {
    List<String> faults = new ArrayList<>();
    if (maxBytes < 0) {
      faults.add("maxBytes: must not be negative");
    }
    if (defaultTtl == null || defaultTtl.toMillis() < 1) {
      faults.add("defaultTtl: must be at least 1 ms");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
  }
}
