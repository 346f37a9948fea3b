package io.athanor.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The group of commands about the database; each is a class of its own. */
@Command(
    name = "db",
    description = "Look at what the database does and how it executes statements.",
    synopsisSubcommandLabel = "COMMAND")
final class DbCommand implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this text.")
  @SuppressWarnings("UnusedVariable") // Set and read by picocli.
  private boolean help;

  private DbCommand() {}

  /**
   * The group with its commands.
   *
   * @param gate what plans statements without a node
   */
  static CommandLine group(Terminal terminal, StatementGate gate) {
    return new CommandLine(new DbCommand())
        .addSubcommand(new DbStatsCommand(terminal))
        .addSubcommand(new DbSlowQueriesCommand(terminal))
        .addSubcommand(new DbExplainCommand(terminal))
        .addSubcommand(new DbAnalyzeCommand(terminal))
        .addSubcommand(new DbPlansCommand(terminal))
        .addSubcommand(new DbWhatIfCommand(terminal))
        .addSubcommand(new DbGrowCommand(terminal))
        .addSubcommand(new DbIndexesCommand(terminal))
        .addSubcommand(new DbStatisticsCommand(terminal))
        .addSubcommand(new DbGateCommand(terminal, gate))
        .addSubcommand(new DbAdviseCommand(terminal))
        .addSubcommand(new DbApplyCommand(terminal))
        .addSubcommand(new DbChangesCommand(terminal))
        .addSubcommand(new DbRevertCommand(terminal));
  }

  @Override
  public Integer call() {
    throw CommandFailure.usage("Which command? athanor db --help lists them.");
  }
}
