package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    description = {
      "List experiments, newest first.",
      "Of the parameters, those that differ between the rows are shown."
    },
    footer = {
      "",
      "Examples:",
      "  athanor list --state failed --tag study=a",
      "  athanor list --runtime python --limit 200 --json"
    })
final class ListCommand extends ClientCommand {
  private final Clock clock;

  @Option(
      names = "--state",
      description = "created, queued, running, completed, failed, timed_out, stopped or cancelled.")
  private String state;

  @Option(names = "--runtime", paramLabel = "R", description = "python, node, bash, java or exec.")
  private String runtime;

  @Option(
      names = "--tag",
      paramLabel = "K=V",
      description = "With this tag; more than one: with all of them.")
  private List<String> tags = new ArrayList<>();

  @Option(names = "--session", paramLabel = "ID", description = "Of this research session.")
  private String session;

  @Option(names = "--hypothesis", paramLabel = "ID", description = "That test this hypothesis.")
  private String hypothesis;

  @Option(
      names = "--type",
      paramLabel = "T",
      description = "computational, data_analysis, simulation or literature_synthesis.")
  private String type;

  @Option(names = "--domain", paramLabel = "D", description = "Of this field of research.")
  private String domain;

  @Option(
      names = "--order",
      paramLabel = "O",
      description = "newest, oldest, or finished: by the end, with --state of ended ones.")
  private String order;

  @Option(names = "--text", description = "With these words in it.")
  private String text;

  @Mixin private PageOptions options;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print only full ids.")
  private boolean quiet;

  ListCommand(Terminal terminal, Clock clock) {
    super(terminal);
    this.clock = clock;
  }

  @Override
  public Integer call() {
    String query = query();
    JsonNode page = api().get(Api.V1 + "/experiments?" + query);
    if (json()) {
      print(page);
    } else if (quiet) {
      page.path("items").forEach(item -> print(SafeText.line(item.path("id").asText(""))));
    } else {
      table(page);
    }
    return ExitCode.OK;
  }

  private String query() {
    StringBuilder query = options.query();
    PageOptions.append(query, "state", state == null ? null : state.toUpperCase(Locale.ROOT));
    PageOptions.append(query, "runtime", runtime);
    PageOptions.append(query, "sessionId", session);
    PageOptions.append(query, "hypothesisId", hypothesis);
    PageOptions.append(query, "experimentType", type);
    PageOptions.append(query, "domain", domain);
    PageOptions.append(query, "order", order);
    PageOptions.append(query, "text", text);
    options.appendCursor(query);
    KeyValues.texts("--tag", tags)
        .properties()
        .forEach(
            tag ->
                PageOptions.append(query, "tag", tag.getKey() + ":" + tag.getValue().textValue()));
    return query.toString();
  }

  private void table(JsonNode page) {
    JsonNode items = page.path("items");
    if (items.isEmpty()) {
      terminal().progress("No experiment matches. Submit one with: athanor run FILE");
      return;
    }
    Set<String> shown = distinguishing(items);
    Instant now = clock.instant();
    Table table = new Table("id", "name", "parameters", "state", "duration", "age");
    for (JsonNode item : items) {
      table.row(
          ExperimentIds.shortened(item.path("id").asText("")),
          item.path("name").asText(""),
          parameters(item, shown),
          item.path("state").asText(""),
          duration(item, now),
          at(item, "submittedAt").map(t -> Quantities.age(t, now)).orElse(""));
    }
    table.print(terminal());
    String next = page.path("nextCursor").asText("");
    if (!next.isEmpty()) {
      terminal()
          .progress(
              "There are more: --limit N shows up to "
                  + PageOptions.MOST
                  + ", --cursor "
                  + SafeText.line(next)
                  + " the next page.");
    }
  }

  /** Parameters with the same value in every row say nothing about a row. */
  private static Set<String> distinguishing(JsonNode items) {
    Set<String> names = new TreeSet<>();
    for (JsonNode item : items) {
      item.path("parameters").fieldNames().forEachRemaining(names::add);
    }
    if (items.size() > 1) {
      JsonNode first = items.path(0).path("parameters");
      names.removeIf(name -> sameInAll(items, name, first.path(name)));
    }
    return names;
  }

  private static boolean sameInAll(JsonNode items, String name, JsonNode value) {
    for (JsonNode item : items) {
      if (!item.path("parameters").path(name).equals(value)) {
        return false;
      }
    }
    return true;
  }

  private static String parameters(JsonNode item, Set<String> shown) {
    var some = Json.object();
    for (Map.Entry<String, JsonNode> parameter : item.path("parameters").properties()) {
      if (shown.contains(parameter.getKey())) {
        some.set(parameter.getKey(), parameter.getValue());
      }
    }
    return ExperimentView.assignments(some);
  }

  private static String duration(JsonNode item, Instant now) {
    Optional<Instant> end =
        at(item, "finishedAt")
            .or(
                () ->
                    item.path("state").asText("").equals("RUNNING")
                        ? Optional.of(now)
                        : Optional.empty());
    return at(item, "startedAt")
        .flatMap(start -> end.map(e -> Quantities.duration(Duration.between(start, e))))
        .orElse("");
  }

  private static Optional<Instant> at(JsonNode item, String field) {
    return Quantities.instant(item.path(field).asText(""));
  }
}
