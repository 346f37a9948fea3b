package io.athanor.http;

import static java.util.function.Predicate.not;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How callers are held to account.
 *
 * @param rateLimits how many requests are let through
 */
public record SecurityConfig(RateLimits rateLimits) {

  /**
   * Requests let through in one minute. The admin key is exempt.
   *
   * @param perKey for one API key
   * @param total for all keys together
   */
  public record RateLimits(int perKey, int total) {

    /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
    public RateLimits {
      String faults =
          Stream.of(
                  perKey < 1 ? "perKey: must be at least 1 request per minute" : "",
                  total < 1 ? "total: must be at least 1 request per minute" : "",
                  total >= 1 && total < perKey ? "total: must not be below perKey" : "")
              .filter(not(String::isEmpty))
              .collect(Collectors.joining("\n"));
      if (!faults.isEmpty()) {
        throw new IllegalArgumentException(faults);
      }
    }
  }
}
