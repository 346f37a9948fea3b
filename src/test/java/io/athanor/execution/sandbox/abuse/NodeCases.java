package io.athanor.execution.sandbox.abuse;

import static io.athanor.execution.sandbox.abuse.Target.ended;
import static io.athanor.execution.sandbox.abuse.Target.seconds;
import static io.athanor.execution.sandbox.abuse.Target.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench.Run;
import io.athanor.execution.sandbox.NodeChild;
import io.athanor.execution.sandbox.ProgramRuntime;
import io.athanor.execution.sandbox.Tiers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What happens to or through the node itself. */
final class NodeCases {
  private NodeCases() {}

  static List<AbuseCase> all() {
    return List.of(
        AbuseCase.of(
                48,
                "kill -9 of the node while 16 stubborn processes run",
                "all of them dead within 1 s; the home works again",
                NodeCases::kill)
            .quickly(),
        AbuseCase.of(
            49,
            "SIGSTOP of the node, lease 3 s",
            "the sandbox ends by itself before the lease (what a node says later: ZombieIT)",
            NodeCases::freeze),
        AbuseCase.of(
            52,
            "source of 5 MB and body of 9 MB over HTTP; arguments with $(), newline, NUL, --",
            "422 above 1 MB, 413 above 8 MB; values never pass a shell, NUL is 422",
            target -> target.nodes().whole().hugeSourceAndOddArguments()),
        AbuseCase.of(
            53,
            "another language than declared; missing interpreter; unknown runtime",
            "FAILED with the reason, once; 422 with what to install; 422",
            NodeCases::languages),
        AbuseCase.of(
            54,
            "artefacts, inputs and output by foreign ids",
            "404, 422 and 401 (one key per node: tenants are nodes)",
            target -> target.nodes().whole().foreignIds()));
  }

  private static String kill(Target target) throws Exception {
    return started(
        target,
        "48-stubborn.py",
        node -> {
          long before = System.nanoTime();
          node.close();
          Duration time = gone(target, before);
          assertThat(time).isLessThan(Duration.ofSeconds(1));
          return "all dead after " + seconds(time);
        });
  }

  private static String freeze(Target target) throws Exception {
    return started(
        target,
        "48-stubborn.py",
        node -> {
          long before = System.nanoTime();
          String pid = Long.toString(node.pid());
          assertThat(new ProcessBuilder("/bin/kill", "-STOP", pid).start().waitFor()).isZero();
          Duration time = gone(target, before);
          assertThat(time).isLessThan(Duration.ofSeconds(3));
          return "all dead after " + seconds(time);
        });
  }

  /** What is done to the child. */
  @FunctionalInterface
  private interface Deed {
    String to(NodeChild node) throws Exception;
  }

  /** A node that starts again with the same home uses what its predecessor left. */
  private static String started(Target target, String program, Deed deed) throws Exception {
    Path home = Nodes.folder();
    try {
      String seen;
      try (NodeChild node = target.nodes().child(program, home)) {
        node.readUntil("UP");
        // With the first process of the sandbox and, where there is one, bubblewrap.
        int all = target.tier().namespaces() ? 18 : 17;
        await()
            .atMost(Duration.ofSeconds(10))
            .pollInterval(Duration.ofMillis(10))
            .until(() -> Aftermath.left(target.nodes().uid()).size() == all);
        seen = deed.to(node);
      }
      int uid = Math.max(1_000, target.nodes().uid());
      Tiers.open(target.tier(), home, uid, Duration.ZERO).close();
      return seen;
    } finally {
      Laboratory.delete(home);
    }
  }

  private static Duration gone(Target target, long since) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> Aftermath.left(target.nodes().uid()).isEmpty());
    return Duration.ofNanos(System.nanoTime() - since);
  }

  private static String languages(Target target) throws Exception {
    Run other =
        ended(
            target.run(ProgramRuntime.BASH, Target.source("53-other-language.py")), Verdict.FAILED);
    Run none =
        ended(target.run(ProgramRuntime.EXEC, "#!/usr/bin/no-such-interpreter\n"), Verdict.FAILED);
    assertThat(none.stderr()).contains("cannot start", "interpreter");
    return words(other)
        + "; "
        + none.stderr().strip()
        + "; "
        + target.nodes().whole().missingInterpreter();
  }
}
