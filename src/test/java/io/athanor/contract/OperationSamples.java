package io.athanor.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Samples of {@link Operations}. */
final class OperationSamples {

  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  static List<Record> all() {
    Operations.History history =
        new Operations.History(NOON, NOON, NOON.minusSeconds(1), NOON.minusSeconds(2));
    Operations.Check check =
        new Operations.Check(
            "database",
            Operations.Status.DEGRADED,
            true,
            Operations.CheckKind.PROBED,
            List.of(Operations.Group.READY, Operations.Group.DEPENDENCIES),
            0.125,
            Samples.TEXT,
            "Look at its log.",
            history);
    Operations.SandboxCheck trial =
        new Operations.SandboxCheck("fork bomb", "ended", "ended", true);
    Operations.RuntimeReport runtime =
        new Operations.RuntimeReport("python", true, "3.11.2", "apt-get install python3");
    return List.of(
        new Operations.Ping(),
        new Operations.Pong(false, "The pool is empty."),
        new Operations.Pong(true, null),
        new Operations.Health(null, 1_000),
        new Operations.Health(Operations.Group.DEPENDENCIES, 0),
        new Operations.Examine("pool"),
        new Operations.Finding(Operations.Status.DISABLED, "off", ""),
        new Operations.Finding(Operations.Status.UNHEALTHY, "is away", "start it"),
        history,
        check,
        new Operations.HealthReport(Operations.Status.UNHEALTHY, true, List.of(check)),
        new Operations.Startup(),
        new Operations.Configuration(),
        new Operations.Sandbox(),
        new Operations.Placement(),
        new Operations.PlacementReport(
            new Nodes.Load(0.25, 0.125, 0.5, 1L << 30, null), Map.of("asked", 7L, "cpu", 2L)),
        trial,
        runtime,
        new Operations.SandboxReport("strict", List.of(trial), NOON, List.of(runtime)));
  }

  private OperationSamples() {}
}
