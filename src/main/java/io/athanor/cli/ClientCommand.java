package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What all commands have in common: {@code --json}, {@code --help} and the server of this user. */
abstract class ClientCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print one JSON document instead of tables.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this text.")
  private boolean help;

  private final Terminal terminal;

  ClientCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  final Terminal terminal() {
    return terminal;
  }

  final boolean json() {
    return json && !help;
  }

  final Home home() {
    return Home.of(terminal.environment());
  }

  final Api api() {
    return home().api(terminal.environment());
  }

  /** Prints one line of a result. The text must be ours or have passed {@link SafeText}. */
  final void print(String line) {
    terminal.out().append(line).append('\n');
  }

  final void print(JsonNode document) {
    print(Json.pretty(document));
  }
}
