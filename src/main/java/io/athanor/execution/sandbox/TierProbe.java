package io.athanor.execution.sandbox;

import io.athanor.contract.Limits;
import io.athanor.contract.Verdict;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Finds out what isolation this machine gives, by running small hostile programs the way that every
 * program is run.
 */
public final class TierProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String WORKS = "runs programs";
  private static final String HOLDS = "holds hostile programs";
  private static final String MEMORY = "memory of the whole group";
  private static final String LEAVES = "nothing is left of a program";

  private final Sandboxes sandboxes;
  private final SandboxConfig config;

  /**
   * One thing that was tried.
   *
   * @param name what
   * @param passed whether it was as it has to be
   * @param detail in words
   */
  public record Check(String name, boolean passed, String detail) {}

  TierProbe(Sandboxes sandboxes, SandboxConfig config) {
    this.sandboxes = sandboxes;
    this.config = config;
  }

  List<Check> run() {
    List<Check> checks = new ArrayList<>();
    if (namespaces() && !Files.isExecutable(config.bwrap())) {
      checks.add(
          new Check(
              name(WORKS),
              false,
              "there is no " + config.bwrap() + "; install it: apt-get install bubblewrap"));
      return checks;
    }
    Report hello = attempt("result = 6 * 7", 128 << 20);
    checks.add(
        new Check(
            name(WORKS),
            hello.verdict() == Verdict.SUCCEEDED && "42".equals(hello.result()),
            hello.reason()));
    if (!checks.get(0).passed()) {
      return checks;
    }
    if (sandboxes.tier() == Tier.NONE) {
      return checks;
    }
    Report hostile = attempt(HostilePrograms.outward(namespaces()), 128 << 20);
    boolean held = "[]".equals(hostile.result());
    checks.add(
        new Check(
            name(HOLDS), held, held ? "all refused" : hostile.reason() + ": " + hostile.result()));
    if (sandboxes.tier() == Tier.STRICT) {
      Report greedy = attempt(HostilePrograms.GREEDY, 64 << 20);
      checks.add(new Check(MEMORY, greedy.verdict() == Verdict.MEMORY_LIMIT, greedy.reason()));
    }
    if (!namespaces()) {
      checks.add(leavings());
    }
    return checks;
  }

  private Check leavings() {
    Report daemon = attempt(HostilePrograms.DAEMON, 128 << 20);
    Report look = attempt(HostilePrograms.LOOK, 128 << 20);
    boolean nothing =
        daemon.verdict() == Verdict.SUCCEEDED
            && daemon.survivors() == 1
            && "[]".equals(look.result());
    return new Check(name(LEAVES), nothing, nothing ? "no process, no file" : daemon + " " + look);
  }

  private boolean namespaces() {
    return sandboxes.tier().namespaces();
  }

  private String name(String check) {
    return name(check, sandboxes.tier());
  }

  private static String name(String check, Tier tier) {
    return switch (tier) {
      case STRICT, NAMESPACED -> check;
      case LANDLOCK -> "with Landlock: " + check;
      case NONE -> "without isolation: " + check;
    };
  }

  /** The tier that these checks prove, at most the one that was tried; empty when it is no use. */
  static Optional<Tier> tier(List<Check> checks, Tier tried) {
    boolean works = passed(checks, name(WORKS, tried));
    boolean holds = passed(checks, name(HOLDS, tried));
    return switch (tried) {
      case STRICT ->
          works && holds
              ? Optional.of(passed(checks, MEMORY) ? Tier.STRICT : Tier.NAMESPACED)
              : Optional.empty();
      case NAMESPACED -> works && holds ? Optional.of(tried) : Optional.empty();
      case LANDLOCK ->
          works && holds && passed(checks, name(LEAVES, tried))
              ? Optional.of(tried)
              : Optional.empty();
      case NONE -> works ? Optional.of(tried) : Optional.empty();
    };
  }

  /** For the operator: what was demanded, what was found, and what to do. */
  static String explain(List<Check> checks, Tier tier, SandboxConfig config) {
    StringBuilder text = new StringBuilder("this node reaches the sandbox tier ").append(tier);
    text.append(", but ").append(config.required()).append(" is required");
    for (Check check : checks) {
      if (!check.passed()) {
        text.append("; ").append(check.name()).append(": ").append(check.detail());
      }
    }
    if (text.indexOf("namespace") >= 0 || text.indexOf("not permitted") >= 0) {
      text.append(
          "; user namespaces have to be open to this user: sysctl -w user.max_user_namespaces=65536");
      text.append(" (in a container: run it with a seccomp profile that permits them)");
    }
    if (tier == Tier.LANDLOCK) {
      text.append("; to accept what is there: execution.requiredTier: landlock");
    }
    if (tier == Tier.NONE) {
      text.append("; execution.requiredTier: none isolates nothing: only for programs you trust");
    }
    return text.toString();
  }

  private static boolean passed(List<Check> checks, String name) {
    return checks.stream().anyMatch(check -> check.name().equals(name) && check.passed());
  }

  private Report attempt(String program, long memory) {
    Limits limits =
        new Limits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            memory,
            16,
            16 << 20,
            1 << 20,
            65536,
            65536,
            "none");
    Job job = Job.of(ProgramRuntime.PYTHON, program, "{}", limits);
    Optional<Sandbox> sandbox = sandboxes.start(new Shape(limits.disk()));
    if (sandbox.isEmpty()) {
      throw new IllegalStateException("no free slot for a probe");
    }
    try {
      return sandbox
          .get()
          .run(job, AttemptListener.silent())
          .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      throw new IllegalStateException("a probe of the sandbox did not end", e);
    }
  }
}
