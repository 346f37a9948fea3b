package io.athanor.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "test",
    description = "Run the test suite. Done by the script ./athanor at the repository's root.")
final class TestCommand extends ClientCommand {
  @Parameters(hidden = true)
  private List<String> ignored = new ArrayList<>();

  TestCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    String arguments = ignored.isEmpty() ? "" : " " + SafeText.line(String.join(" ", ignored));
    throw CommandFailure.usage(
        "The tests need the sources: in a clone of the repository type ./athanor test" + arguments);
  }
}
