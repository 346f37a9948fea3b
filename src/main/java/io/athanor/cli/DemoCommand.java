package io.athanor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = {
      "Start a node of its own, run a real sweep on it, check the answer, and stop the node.",
      "The sweep estimates pi by Monte Carlo, 4 sample sizes 8 times each. Ends with 0 if all ran and the answer is right."
    })
final class DemoCommand extends ClientCommand {
  private static final Duration LONGEST_START = Duration.ofMinutes(3);

  private final Supplier<List<String>> nodeCommand;

  @Option(names = "--keep", description = "Leave the node running and say where it is.")
  private boolean keep;

  DemoCommand(Terminal terminal) {
    this(terminal, NodeProcess::ownCommand);
  }

  /** With another command that starts a node. */
  DemoCommand(Terminal terminal, Supplier<List<String>> nodeCommand) {
    super(terminal);
    this.nodeCommand = nodeCommand;
  }

  @Override
  public Integer call() {
    Home home = new Home(home().directory().resolve("demo"));
    Optional<Api> running = running(home);
    if (running.isPresent()) {
      terminal()
          .progress(
              "A node already runs on "
                  + home.directory()
                  + " at "
                  + running.get().address()
                  + "; it is used and left running.");
      return sweep(running.get(), home, true);
    }
    AtomicReference<NodeProcess> started = new AtomicReference<>();
    Thread hook = new Thread(() -> stop(started), "demo-ends");
    Runtime.getRuntime().addShutdownHook(hook);
    boolean kept = false;
    try {
      terminal()
          .progress(
              "Starting a node in "
                  + home.directory()
                  + " (its log: "
                  + NodeProcess.LOG
                  + "). The first start sets up a database.");
      NodeProcess node = NodeProcess.start(nodeCommand.get(), home, keep);
      started.set(node);
      Api api = node.awaitReady(LONGEST_START, new ProgressLine(terminal()));
      int code = sweep(api, home, keep);
      kept = keep;
      return code;
    } finally {
      if (kept) {
        started.set(null);
      }
      stop(started);
      Hooks.remove(hook);
    }
  }

  private static Optional<Api> running(Home home) {
    return home.node()
        .filter(Home.Node::alive)
        .map(node -> home.api(Map.of()))
        .filter(NodeProcess::ready);
  }

  // Called by the command and, on Ctrl-C, by the hook; whoever comes first stops the node.
  private void stop(AtomicReference<NodeProcess> started) {
    NodeProcess node = started.getAndSet(null);
    if (node != null && node.alive()) {
      terminal().progress("Stopping the node.");
      node.stop();
    }
  }

  private int sweep(Api api, Home home, boolean stays) {
    terminal()
        .progress("Running 32 experiments: pi by Monte Carlo, 10^3 to 10^6 points, 8 times each.");
    PiSweep sweep = new PiSweep(api);
    DemoReport report = new DemoReport(sweep.run(new ProgressLine(terminal())));
    if (json()) {
      ObjectNode document = report.document();
      print(
          document
              .put("url", api.address().toString())
              .put("home", home.directory().toString())
              .put("running", stays));
    } else {
      report.print(terminal());
      StatementTable.print(api, terminal());
      sayWhere(api, home, sweep.listPath(), stays);
    }
    return report.passed() ? ExitCode.OK : ExitCode.FAILED;
  }

  private void sayWhere(Api api, Home home, String path, boolean stays) {
    String quoted = "'" + home.directory().toString().replace("'", "'\\''") + "'";
    String curl =
        "curl -s -H \"X-API-Key: $(cat " + quoted + "/admin.key)\" '" + api.address() + path + "'";
    print("");
    print(
        (stays ? "The node runs at " : "The node ran at ")
            + api.address()
            + (stays ? "" : " (athanor demo --keep leaves it running)"));
    if (stays) {
      print("The same by hand:  " + curl);
      print("Other commands:    ATHANOR_HOME=" + quoted + " athanor list");
      home.node().ifPresent(node -> print("Stop it:           kill " + node.process()));
    }
  }
}
