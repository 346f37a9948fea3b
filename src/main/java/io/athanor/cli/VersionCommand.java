package io.athanor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
    name = "version",
    description = "Print the version of Athanor, its commit where known, and the JDK.")
final class VersionCommand extends ClientCommand {
  VersionCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    String commit = commit();
    String java = Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
    if (json()) {
      ObjectNode document = Json.object().put("version", version());
      if (!commit.isEmpty()) {
        document.put("commit", commit);
      }
      print(document.put("java", java));
    } else {
      print(
          "athanor "
              + version()
              + (commit.isEmpty() ? "" : " (commit " + SafeText.line(commit) + ")"));
      print("java " + java);
    }
    return ExitCode.OK;
  }

  static String version() {
    return Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }

  // ./athanor passes the property; the container image sets the variable when it is built.
  private String commit() {
    return System.getProperty(
            "athanor.commit", terminal().environment().getOrDefault("ATHANOR_COMMIT", ""))
        .strip();
  }
}
