package io.athanor.app;

import io.athanor.app.config.AthanorConfig;
import io.athanor.app.config.ConfigReader;
import io.athanor.app.config.ConfigReport;
import io.athanor.app.home.HomeUnusable;
import io.athanor.app.home.NodeHome;
import io.athanor.cli.ExitCode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A node in the foreground, until it is told to stop. */
@Command(
    name = "serve",
    description =
        "Runs a node in the foreground. SIGTERM or Ctrl-C drains and stops it, a second one at"
            + " once.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ServeCommand implements Callable<Integer> {

  /** Names a resource of the class path, or a file of the operator's own. */
  static final String LOGBACK = "logback.configurationFile";

  private static final int FAILED = 1;

  @Option(
      names = "--cluster",
      description = "Meet other nodes, see section cluster of the configuration.")
  private boolean cluster;

  @Option(
      names = "--roles",
      split = ",",
      paramLabel = "ROLE",
      description = "What this node hosts; default: everything.")
  private List<String> roles = List.of();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A configuration file of your own.")
  private Path config;

  @Override
  public Integer call() {
    ConfigReport report =
        ConfigReader.ofProcess(NodeHome.usual()).read(Optional.ofNullable(config), arguments());
    if (!report.problems().isEmpty()) {
      System.err.println(report.render().strip());
    }
    return report.config().map(valid -> serve(valid, report)).orElse(ExitCode.CONFIGURATION);
  }

  private Map<String, String> arguments() {
    Map<String, String> values = new LinkedHashMap<>();
    if (cluster) {
      values.put("cluster.enabled", "true");
    }
    if (!roles.isEmpty()) {
      values.put("node.roles", String.join(",", roles));
    }
    return values;
  }

  private static int serve(AthanorConfig config, ConfigReport report) {
    System.setProperty("athanor.log.level", config.logging().level().name());
    System.setProperty(
        LOGBACK, Optional.ofNullable(System.getProperty(LOGBACK)).orElse("conf/logback.xml"));
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    NodeHome home;
    try {
      home = NodeHome.open(config.node().home(), Clock.systemUTC());
    } catch (HomeUnusable e) {
      System.err.println("athanor: " + e.getMessage());
      return ExitCode.CONFIGURATION;
    }
    Node node = new Node(config, home, () -> ConfigJson.of(report));
    Runtime.getRuntime().addShutdownHook(new Thread(node::close, "shutdown"));
    Signals.hurryAtTheSecond(node::hurry);
    return node.run() ? 0 : FAILED;
  }
}
