package io.athanor.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Samples of {@link Operations}. */
final class OperationSamples {

  static List<Record> all() {
    Operations.Check check =
        new Operations.Check("database", Operations.Status.DEGRADED, true, 0.125, Samples.TEXT);
    Operations.SandboxCheck trial =
        new Operations.SandboxCheck("fork bomb", "ended", "ended", true);
    Operations.RuntimeReport runtime =
        new Operations.RuntimeReport("python", true, "3.11.2", "apt-get install python3");
    return List.of(
        new Operations.Ping(),
        new Operations.Pong(false, "The pool is empty."),
        new Operations.Pong(true, null),
        new Operations.Health(),
        check,
        new Operations.HealthReport(Operations.Status.UNHEALTHY, true, List.of(check)),
        new Operations.Startup(),
        new Operations.Sandbox(),
        new Operations.Placement(),
        new Operations.PlacementReport(
            new Nodes.Load(0.25, 0.125, 0.5, 1L << 30, null), Map.of("asked", 7L, "cpu", 2L)),
        trial,
        runtime,
        new Operations.RuntimeReport("node", false, null, "apt-get install nodejs"),
        new Operations.SandboxReport(
            "strict", List.of(trial), Instant.parse("2026-01-02T03:04:05Z"), List.of(runtime)));
  }

  private OperationSamples() {}
}
