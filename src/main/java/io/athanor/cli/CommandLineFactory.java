package io.athanor.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Puts the command line together. {@code app} adds the commands that need a node of their own
 * process, such as {@code serve}.
 */
public final class CommandLineFactory {
  /** Its library explains nothing in less. */
  private static final int NARROWEST = 55;

  private CommandLineFactory() {}

  /** The root command, which has nothing to do but to show its help. */
  @Command(
      name = "athanor",
      description = "A laboratory server for computational experiments.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {
        "",
        "First steps:",
        "  athanor demo                                     a node, a real sweep, a checked answer",
        "  athanor serve                                    a node in the foreground",
        "  athanor run examples/monte_carlo_pi.py -p n=1000 one experiment on it",
        "",
        "ATHANOR_URL      the server; default: the node of ATHANOR_HOME; with a key of your own"
            + " http://127.0.0.1:8080",
        "ATHANOR_HOME     default: ~/.athanor, as root /var/lib/athanor",
        "ATHANOR_API_KEY  default: the file admin.key in ATHANOR_HOME",
        "Exit codes: 0 done, 1 the experiment failed, 2 usage, 3 not found, 4 no server, 5"
            + " refused,",
        "            73 a file cannot be written here, 78 configuration."
      })
  private static final class Root implements Callable<Integer> {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // Set and read by picocli.
    private boolean help;

    @Override
    public Integer call() {
      throw CommandFailure.usage("Which command? athanor --help lists them.");
    }
  }

  /**
   * The command line on the given terminal. {@code execute} returns a number of {@link ExitCode};
   * whoever called it flushes the terminal's streams before the process ends.
   *
   * @param gate what plans statements without a node
   * @param more further commands, annotated with {@code @Command}
   */
  public static CommandLine create(Terminal terminal, StatementGate gate, Object... more) {
    Clock clock = Clock.systemUTC();
    CommandLine line =
        new CommandLine(new Root())
            .addSubcommand(new RunCommand(terminal))
            .addSubcommand(new SubmitCommand(terminal))
            .addSubcommand(new ListCommand(terminal, clock))
            .addSubcommand(new ShowCommand(terminal, clock))
            .addSubcommand(new LogsCommand(terminal))
            .addSubcommand(new ArtifactsCommand(terminal))
            .addSubcommand(new WaitCommand(terminal))
            .addSubcommand(new CancelCommand(terminal))
            .addSubcommand(new ResultsCommand(terminal))
            .addSubcommand(new RetryCommand(terminal))
            .addSubcommand(new FailuresCommand(terminal))
            .addSubcommand(new QueueCommand(terminal))
            .addSubcommand(new NodesCommand(terminal))
            .addSubcommand(new PoolCommand(terminal))
            .addSubcommand(new CapCommand(terminal))
            .addSubcommand(new StatusCommand(terminal))
            .addSubcommand(new SessionCommand(terminal))
            .addSubcommand(new HistoryCommand(terminal, clock))
            .addSubcommand(new DemoCommand(terminal))
            .addSubcommand(DbCommand.group(terminal, gate))
            .addSubcommand(new CheckCommand(terminal))
            .addSubcommand(new DoctorCommand(terminal))
            .addSubcommand(new InfoCommand(terminal))
            .addSubcommand(new DiagnosticsCommand(terminal))
            .addSubcommand(new ReportCommand(terminal))
            .addSubcommand(new HealthCommand(terminal))
            .addSubcommand(new TestCommand(terminal))
            .addSubcommand(new VersionCommand(terminal));
    for (Object command : more) {
      line.addSubcommand(command);
    }
    return settings(line, terminal);
  }

  /** One command alone with the settings of the whole. */
  static CommandLine configured(Object command, Terminal terminal) {
    return settings(new CommandLine(command), terminal);
  }

  private static CommandLine settings(CommandLine line, Terminal terminal) {
    return line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.coloured() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(Math.max(NARROWEST, Math.min(120, terminal.columns())))
        // An argument of a program that begins with @ is passed on as it was typed.
        .setExpandAtFiles(false)
        .setExecutionStrategy(
            parsed -> {
              try {
                return new CommandLine.RunLast().execute(parsed);
              } finally {
                terminal.out().flush();
              }
            })
        .setParameterExceptionHandler((e, arguments) -> wrongUsage(e, terminal))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command, terminal));
  }

  private static int wrongUsage(CommandLine.ParameterException e, Terminal terminal) {
    terminal.progress("athanor: " + SafeText.line(e.getMessage()) + ".");
    UnmatchedArgumentException.printSuggestions(e, e.getCommandLine().getErr());
    terminal.progress("See: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, Terminal terminal) {
    terminal.out().flush();
    if (e instanceof CommandFailure failure) {
      terminal.progress("athanor: " + failure.getMessage());
      return failure.exitCode();
    }
    terminal.progress(
        "athanor: an error of this program in '"
            + command.getCommandName()
            + "'; please report it:");
    e.printStackTrace(terminal.err());
    return ExitCode.INTERNAL;
  }
}
