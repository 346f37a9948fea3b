package io.athanor.execution;

import io.athanor.contract.Nodes;
import io.athanor.contract.Operations.RuntimeReport;
import io.athanor.contract.Operations.SandboxCheck;
import io.athanor.contract.Operations.SandboxReport;
import io.athanor.contract.Role;
import io.athanor.contract.SandboxTier;
import io.athanor.execution.sandbox.ProgramRuntime;
import io.athanor.execution.sandbox.Sandboxes;
import io.athanor.execution.sandbox.Tier;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What this node says of itself to the queue and to people. */
final class WorkerDescription {

  private final ExecutionConfig config;
  private final Worker worker;

  WorkerDescription(ExecutionConfig config, Worker worker) {
    this.config = config;
    this.worker = worker;
  }

  WorkerPoolShape shape(Duration drain) {
    return new WorkerPoolShape(
        worker.nodeId(),
        config.pools(),
        runtimes(),
        SandboxTier.of(tier().name()).strength(),
        memory(),
        config.attemptsAtOnce(),
        config.claimBatch(),
        config.pollInterval(),
        drain);
  }

  Nodes.Join join() {
    return new Nodes.Join(
        worker.nodeId(),
        worker.name(),
        worker.roles().stream().map(Role::id).toList(),
        config.pools(),
        runtimes(),
        tier().name().toLowerCase(Locale.ROOT),
        SandboxTier.of(tier().name()).strength(),
        config.attemptsAtOnce(),
        memory(),
        config.lease());
  }

  SandboxReport sandboxReport() {
    List<SandboxCheck> checks =
        worker
            .sandboxes()
            .map(
                sandboxes ->
                    sandboxes.checks().stream()
                        .map(
                            check ->
                                new SandboxCheck(
                                    check.name(), "holds", check.detail(), check.passed()))
                        .toList())
            .orElseGet(
                () -> List.of(new SandboxCheck("sandbox", "works", worker.problem(), false)));
    List<RuntimeReport> runtimes =
        Arrays.stream(ProgramRuntime.values()).map(this::runtimeReport).toList();
    Instant testedAt = worker.sandboxes().map(Sandboxes::testedAt).orElse(null);
    return new SandboxReport(tier().name().toLowerCase(Locale.ROOT), checks, testedAt, runtimes);
  }

  private RuntimeReport runtimeReport(ProgramRuntime runtime) {
    String version = worker.sandboxes().map(all -> all.runtimes().version(runtime)).orElse(null);
    boolean offered = config.runtimes().contains(runtime.label());
    String install =
        version == null && !runtime.debianPackage().isEmpty()
            ? "apt-get install " + runtime.debianPackage()
            : null;
    return new RuntimeReport(runtime.label(), offered && version != null, version, install);
  }

  private Tier tier() {
    return worker.sandboxes().map(Sandboxes::tier).orElse(Tier.NONE);
  }

  private List<String> runtimes() {
    return Arrays.stream(ProgramRuntime.values())
        .filter(runtime -> runtimeReport(runtime).available())
        .map(ProgramRuntime::label)
        .toList();
  }

  /** Memory of the machine, or of the container that it is. */
  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }
}
