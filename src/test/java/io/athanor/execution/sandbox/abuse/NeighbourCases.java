package io.athanor.execution.sandbox.abuse;

import static io.athanor.execution.sandbox.abuse.Target.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench;
import io.athanor.execution.sandbox.Bench.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What else is on the machine: services, and other sandboxes. */
final class NeighbourCases {
  private static final String ABSTRACT = "athanor-abuse";
  private static final String LISTEN =
      "import socket, sys\ns = socket.socket(socket.AF_UNIX)\ns.bind('\\0' + sys.argv[1])\ns.listen()\nprint('up', flush=True)\nsys.stdin.read()";

  private NeighbourCases() {}

  static List<AbuseCase> all() {
    return List.of(
        AbuseCase.of(
                26,
                "connect to the server, the database, cloud metadata, 8.8.8.8, DNS, host sockets; other families",
                "refused, unreachable or unsupported",
                NeighbourCases::network)
            .quickly(),
        AbuseCase.of(
            47,
            "flock on /usr/bin/python3 as a signal to a neighbour",
            "works: accepted, a covert channel of a bit at a time",
            NeighbourCases::lock));
  }

  private static String network(Target target) throws Exception {
    Process listener =
        new ProcessBuilder("/usr/bin/python3", "-c", LISTEN, ABSTRACT + target.tier()).start();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(listener.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("up");
      Map<String, Object> parameters =
          Map.of("ports", List.of(server.getLocalPort()), "abstract", ABSTRACT + target.tier());
      return Probes.of(target.run("26-network.py", Bench.LIMITS, parameters)).refusedBut().words();
    } finally {
      listener.destroyForcibly();
    }
  }

  /** The machine itself looks, which sees of the lock what a neighbour sees. */
  private static String lock(Target target) throws Exception {
    assertThat(locked()).isFalse();
    CompletableFuture<Run> holder = CompletableFuture.supplyAsync(() -> target.run("47-lock.py"));
    try {
      await()
          .atMost(Duration.ofSeconds(10))
          .pollInterval(Duration.ofMillis(20))
          .until(NeighbourCases::locked);
    } finally {
      ended(holder.join(), Verdict.SUCCEEDED);
    }
    assertThat(locked()).isFalse();
    return "works, and the lock ends with its run";
  }

  private static boolean locked() throws IOException, InterruptedException {
    return new ProcessBuilder("/usr/bin/flock", "-n", "/usr/bin/python3", "/bin/true")
            .start()
            .waitFor()
        != 0;
  }
}
