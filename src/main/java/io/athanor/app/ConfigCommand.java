package io.athanor.app;

import io.athanor.app.config.ConfigReader;
import io.athanor.app.config.ConfigReport;
import io.athanor.app.home.NodeHome;
import io.athanor.cli.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The configuration that a node would start with, without starting one. */
@Command(
    name = "config",
    description = "Look at the configuration that a node would start with.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  /** The group with its commands. */
  static CommandLine group() {
    return new CommandLine(new ConfigCommand())
        .addSubcommand(new Validate())
        .addSubcommand(new Show());
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "Which command? athanor config --help lists them");
  }

  /** What both commands read. */
  private static class Reading {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "A configuration file of your own.")
    private Path file;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    @Spec private CommandSpec spec;

    final int show(boolean settings) {
      ConfigReport report =
          ConfigReader.ofProcess(NodeHome.usual()).read(Optional.ofNullable(file), Map.of());
      PrintWriter out = spec.commandLine().getOut();
      String text = settings ? report.renderSettings() : report.renderChecked();
      out.println(json ? ConfigJson.of(report).text() : text.stripTrailing());
      out.flush();
      return report.valid() ? 0 : ExitCode.CONFIGURATION;
    }
  }

  @Command(
      name = "validate",
      description = {
        "Checks the configuration whole and names everything that is wrong.",
        "Ends with 78 when a node could not start with it."
      },
      mixinStandardHelpOptions = true)
  private static final class Validate extends Reading implements Callable<Integer> {
    @Override
    public Integer call() {
      return show(false);
    }
  }

  @Command(
      name = "show",
      description = "Shows every setting with its value and where that was written.",
      mixinStandardHelpOptions = true)
  private static final class Show extends Reading implements Callable<Integer> {
    @Override
    public Integer call() {
      return show(true);
    }
  }
}
