package io.athanor.persistence;

import io.athanor.bus.Wire;
import io.athanor.contract.Attempts;
import io.athanor.contract.Json;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.Submission.Requests;
import java.time.Duration;
import java.util.Optional;

/**
 * What an experiment is expected to use: as it says itself, else as its program did before, else
 * what it may use at most.
 *
 * @param cpu whole processors, one at least
 * @param memory bytes, never above its limit
 * @param duration empty when nobody knows
 */
record Expected(short cpu, long memory, Optional<Duration> duration) {

  /** Before that a program has not shown what it uses. */
  private static final int ENOUGH_RUNS = 5;

  /** More than it ever used, because the next input may be larger. */
  private static final double SPARE = 1.5;

  private static final Requests NOTHING = new Requests(null, null, null);

  /**
   * The expectation.
   *
   * @param learned what its program used before, or null
   */
  static Expected of(Planned planned, ProgramProfile learned) {
    Requests said = said(planned.requests());
    ProgramProfile known = learned == null || learned.runs() < ENOUGH_RUNS ? null : learned;
    return new Expected(
        said.cpu() == null ? 1 : (short) Math.max(1, Math.ceil(said.cpu())),
        Math.min(planned.limits().memory(), memory(planned, said, known)),
        duration(said, known));
  }

  private static Requests said(Json requests) {
    return requests == null || requests.text().length() <= 2
        ? NOTHING
        : Wire.decode(requests.text(), Requests.class);
  }

  private static long memory(Planned planned, Requests said, ProgramProfile known) {
    if (said.memory() != null) {
      return StoredLimits.bytes(said.memory());
    }
    return known == null || known.memory() == 0
        ? planned.limits().memory()
        : Math.round(known.memory() * SPARE);
  }

  private static Optional<Duration> duration(Requests said, ProgramProfile known) {
    if (said.duration() != null) {
      return Optional.of(Duration.parse(said.duration()));
    }
    return Optional.ofNullable(known).map(profile -> Duration.ofMillis(profile.millis()));
  }

  /** Whether it ends within seconds; null when nobody knows. */
  Boolean brief() {
    return duration.map(one -> one.compareTo(Attempts.BRIEF) <= 0).orElse(null);
  }
}
