package io.athanor.execution.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/** What all sandboxes of a node stand on. */
record Ground(
    SandboxConfig config,
    Tier tier,
    Chain chain,
    Spawner spawner,
    ScheduledExecutorService timers,
    Runtimes runtimes,
    ObjectMapper json,
    Clock clock) {

  /** The same at another tier, which this chain gives. */
  Ground at(Tier found, Chain by) {
    return new Ground(config, found, by, spawner, timers, runtimes, json, clock);
  }
}
