package io.athanor.execution.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/** What all sandboxes of a node stand on. */
record Ground(
    SandboxConfig config,
    Tier tier,
    Profile profile,
    Spawner spawner,
    ScheduledExecutorService timers,
    Runtimes runtimes,
    ObjectMapper json,
    Clock clock) {}
