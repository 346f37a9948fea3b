package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "statistics",
    description = {
      "Export what the planner knows of the database, for athanor db gate: sizes of tables and indexes,"
          + " and the statistics of their columns.",
      "These hold values of columns: the most common ones and the bounds of histograms, so names, tags,"
          + " titles and the like. Only you may read the file; --without-values leaves them out, and plans"
          + " of statements that look for ranges or frequent values then differ."
    },
    footer = {
      "",
      "Examples:",
      "  athanor db statistics --output planner.json",
      "  athanor db statistics --without-values > planner.json"
    })
final class DbStatisticsCommand extends ClientCommand {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write them, readable for you alone. Default: they are printed.")
  private Path output;

  @Option(
      names = "--without-values",
      description =
          "Without values of columns: only sizes, widths, and how many and in what order.")
  private boolean withoutValues;

  DbStatisticsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    JsonNode statistics =
        api().get("/admin/database/statistics" + (withoutValues ? "?without=values" : ""));
    if (output == null) {
      print(statistics);
      return ExitCode.OK;
    }
    write(Json.pretty(statistics) + "\n");
    terminal()
        .progress(
            "What is known of "
                + Quantities.count(statistics.path("relations").size(), "relation")
                + " (tables and indexes) is in "
                + SafeText.line(output.toString())
                + (withoutValues
                    ? "."
                    : ", with values of columns; it is readable for you alone."));
    return ExitCode.OK;
  }

  /** Whole or not at all, and never readable for others. */
  private void write(String text) {
    try {
      OutputFile.write(output, text, true);
    } catch (IOException e) {
      String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
      throw new CommandFailure(
          ExitCode.CANNOT_WRITE,
          "Cannot write "
              + SafeText.line(output.toString())
              + ": "
              + SafeText.line(reason == null ? "no such folder, or not allowed" : reason)
              + ". Give another place with --output.",
          e);
    }
  }
}
