package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "session",
    description = "Open a research session and print its id.",
    footer = {
      "",
      "Example:",
      "  id=$(athanor session create 'Does warm-up help small models?' --domain ml)",
      "  athanor run fit.py --session $id && athanor status $id"
    })
final class SessionCommand extends ClientCommand {

  /** What can be done with a session; athanor history lists them, athanor status counts in one. */
  enum Action {
    create
  }

  @Parameters(index = "0", paramLabel = "ACTION", description = "create.")
  @SuppressWarnings("UnusedVariable") // Set by picocli, which refuses any other word.
  private Action action;

  @Parameters(index = "1", paramLabel = "QUESTION", description = "What it is to answer.")
  private String question;

  @Option(names = "--description", paramLabel = "TEXT", description = "More about it.")
  private String description;

  @Option(names = "--domain", paramLabel = "D", description = "Its field of research.")
  private String domain;

  @Option(names = "--tag", paramLabel = "K=V", description = "A tag to find it by.")
  private List<String> tags = new ArrayList<>();

  SessionCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    ObjectNode body = Json.object().put("question", question);
    if (description != null) {
      body.put("description", description);
    }
    if (domain != null) {
      body.put("domain", domain);
    }
    if (!tags.isEmpty()) {
      body.set("tags", KeyValues.texts("--tag", tags));
    }
    JsonNode session = api().post(Api.V1 + "/sessions", body);
    if (json()) {
      print(session);
    } else {
      print(SafeText.line(session.path("id").asText("")));
    }
    return ExitCode.OK;
  }
}
