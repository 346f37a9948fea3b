package io.athanor.execution.sandbox;

import io.athanor.execution.sandbox.TierProbe.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the hostile programs again each day, in a slot of their own beside those for work: what a
 * machine contained at the start, it may no longer contain after an update or a change of its
 * settings. Where it fails the node takes no work until it passes.
 */
final class SelfTest {
  private static final Logger LOG = LoggerFactory.getLogger(SelfTest.class);
  private static final Duration EVERY = Duration.ofDays(1);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(5);

  private final Ground ground;
  private final Sandboxes trial;
  private volatile Seen seen;

  /**
   * What was seen last.
   *
   * @param problem why the tier is not reached any more, or null
   */
  record Seen(Instant at, List<Check> checks, String problem) {
    Seen {
      checks = List.copyOf(checks);
    }
  }

  /**
   * With what was seen at the start.
   *
   * @param trial what to try, with one free slot
   */
  SelfTest(Ground ground, Sandboxes trial, List<Check> checks) {
    this.ground = ground;
    this.trial = trial;
    this.seen = new Seen(ground.clock().instant(), checks, null);
  }

  Seen seen() {
    return seen;
  }

  /** Plans the next. */
  void plan() {
    Duration delay = seen.problem() == null ? EVERY : AFTER_FAILURE;
    try {
      ScheduledFuture<?> unused =
          ground.timers().schedule(this::inBackground, delay.toSeconds(), TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed meanwhile", e);
    }
  }

  /** It waits for programs, and the timers must not. */
  private void inBackground() {
    Thread thread =
        new Thread(
            () -> {
              run();
              plan();
            },
            "sandbox-self-test");
    thread.setDaemon(true);
    thread.start();
  }

  /** Runs it now; blocks for about a second. */
  void run() {
    Map<String, Check> checks = new LinkedHashMap<>();
    seen.checks().forEach(check -> checks.put(check.name(), check));
    String problem;
    try {
      List<Check> again = new TierProbe(trial, ground.config()).run();
      again.forEach(check -> checks.put(check.name(), check));
      Optional<Tier> found = TierProbe.tier(again, trial.tier());
      problem =
          found.filter(tier -> tier.satisfies(ground.tier())).isPresent() ? null : failed(again);
    } catch (RuntimeException e) {
      problem = String.valueOf(e.getMessage());
    }
    if (problem != null) {
      LOG.warn("the self-test of the sandbox fails, so no work is taken: {}", problem);
    } else if (seen.problem() != null) {
      LOG.info("the self-test of the sandbox passes again");
    }
    seen = new Seen(ground.clock().instant(), List.copyOf(checks.values()), problem);
  }

  private static String failed(List<Check> checks) {
    return checks.stream()
        .filter(check -> !check.passed())
        .map(check -> check.name() + ": " + check.detail().lines().findFirst().orElse(""))
        .findFirst()
        .orElse("the tier is not reached any more");
  }

  /** Ends a program of it that runs just now. */
  void close() {
    trial.endAll();
  }
}
