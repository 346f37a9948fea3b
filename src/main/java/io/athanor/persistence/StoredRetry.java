package io.athanor.persistence;

import io.athanor.bus.Wire;
import io.athanor.contract.Queue.Retry;
import io.athanor.contract.Verdict;
import java.time.Duration;
import java.util.List;

/** A retry policy as it is stored: in the form in which people type it. */
record StoredRetry(
    int max,
    List<Verdict> on,
    Duration backoff,
    double factor,
    Duration maxBackoff,
    String memory) {

  /** The policy, or null for none. */
  static Retry decode(String json) {
    if (json == null) {
      return null;
    }
    StoredRetry stored = Wire.decode(json, StoredRetry.class);
    return new Retry(
        stored.max,
        stored.on,
        stored.backoff,
        stored.factor,
        stored.maxBackoff,
        stored.memory == null ? null : StoredLimits.bytes(stored.memory));
  }

  static String encode(Retry retry) {
    return retry == null
        ? null
        : Wire.encode(
            new StoredRetry(
                retry.max(),
                retry.on(),
                retry.backoff(),
                retry.factor(),
                retry.maxBackoff(),
                retry.memory() == null ? null : StoredLimits.text(retry.memory())));
  }
}
