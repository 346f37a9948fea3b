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

  /** Tries what must fail, and says what did not. */
  private static final String HOSTILE =
      """
      import ctypes, os, socket
      libc = ctypes.CDLL(None, use_errno=True)
      holes = []
      def refused(name, attempt):
          try:
              attempt()
              holes.append(name)
          except OSError:
              pass
      def call(number, *args):
          if libc.syscall(number, *args) >= 0:
              return
          raise OSError(ctypes.get_errno(), "refused")
      refused("reads /etc/shadow", lambda: open("/etc/shadow"))
      refused("writes outside its directory", lambda: open("/athanor_probe", "w"))
      refused("writes to /usr", lambda: open("/usr/athanor_probe", "w"))
      refused("reaches a network", lambda: socket.create_connection(("192.0.2.1", 9), 1))
      refused("opens a socket to the hypervisor", lambda: socket.socket(40, socket.SOCK_STREAM))
      refused("makes a namespace", lambda: call({"x86_64": 272, "aarch64": 97}[os.uname().machine], 0x10000000))
      refused("opens the descriptors of PID 1", lambda: os.listdir("/proc/1/fd"))
      if "Seccomp:\\t2" not in open("/proc/self/status").read():
          holes.append("has no system call filter")
      if len([p for p in os.listdir("/proc") if p.isdigit()]) > 3:
          holes.append("sees other processes")
      result = holes
      """;

  /** Four children that together, but not each alone, need more than the limit. */
  private static final String GREEDY =
      """
      import os, time
      for _ in range(4):
          if os.fork() == 0:
              held = bytearray(40 << 20)
              break
      time.sleep(3)
      """;

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
    if (!Files.isExecutable(config.bwrap())) {
      checks.add(
          new Check(
              WORKS,
              false,
              "there is no " + config.bwrap() + "; install it: apt-get install bubblewrap"));
      return checks;
    }
    Report hello = attempt("result = 6 * 7", 128 << 20);
    checks.add(
        new Check(
            WORKS,
            hello.verdict() == Verdict.SUCCEEDED && "42".equals(hello.result()),
            hello.reason()));
    if (!checks.get(0).passed()) {
      return checks;
    }
    Report hostile = attempt(HOSTILE, 128 << 20);
    boolean held = "[]".equals(hostile.result());
    checks.add(
        new Check(HOLDS, held, held ? "all refused" : hostile.reason() + ": " + hostile.result()));
    if (sandboxes.tier() == Tier.STRICT) {
      Report greedy = attempt(GREEDY, 64 << 20);
      checks.add(new Check(MEMORY, greedy.verdict() == Verdict.MEMORY_LIMIT, greedy.reason()));
    }
    return checks;
  }

  /** The tier that these checks prove, at most the one that was tried. */
  static Tier tier(List<Check> checks, Tier tried) {
    if (!passed(checks, WORKS) || !passed(checks, HOLDS)) {
      return Tier.NONE;
    }
    return tried == Tier.STRICT && passed(checks, MEMORY) ? Tier.STRICT : Tier.NAMESPACED;
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
