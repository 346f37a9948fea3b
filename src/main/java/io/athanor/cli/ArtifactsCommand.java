package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "artifacts",
    aliases = "artefacts",
    description = {
      "List the files that an experiment left, or download them.",
      "A downloaded file is complete and of the digest that the server names, or it is not there."
    },
    footer = {
      "",
      "Examples:",
      "  athanor artifacts last",
      "  athanor artifacts last plot.png",
      "  athanor artifacts last --all --to results"
    })
final class ArtifactsCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "ID", description = ExperimentIds.HELP)
  private String id;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "NAME",
      description = "Download these, as with --get.")
  private List<String> named = new ArrayList<>();

  @Option(
      names = "--get",
      paramLabel = "NAME",
      description = "Download this one; may be given more than once.")
  private List<String> wanted = new ArrayList<>();

  @Option(names = "--all", description = "Download all of them.")
  private boolean all;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Where to put them; made if it is not there. Default: here.")
  private String to;

  @Option(
      names = "--force",
      description = "Replace files that are there with other contents; else nothing is downloaded.")
  private boolean force;

  ArtifactsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    wanted.addAll(named);
    boolean download = all || !wanted.isEmpty();
    if (!download && (to != null || force)) {
      throw CommandFailure.usage("Which ones? Add --get NAME or --all.");
    }
    if (all && !wanted.isEmpty()) {
      throw CommandFailure.usage("Give --all or --get NAME, not both.");
    }
    Api api = api();
    String full = ExperimentIds.resolve(api, id);
    String path = Api.V1 + "/experiments/" + full + "/artifacts";
    JsonNode page = api.get(path);
    if (download) {
      download(api, path, chosen(page.path("items")));
    } else if (json()) {
      print(page);
    } else {
      table(page.path("items"));
    }
    return ExitCode.OK;
  }

  private void table(JsonNode items) {
    if (items.isEmpty()) {
      sayNone();
      return;
    }
    Table table = new Table("name", "size", "type", "sha-256");
    for (JsonNode item : items) {
      table.row(
          item.path("name").asText(""),
          Quantities.bytes(item.path("size").asLong()),
          item.path("contentType").asText(""),
          item.path("digest").asText(""));
    }
    table.print(terminal());
  }

  private void sayNone() {
    terminal()
        .progress("There are no artefacts: files below out/, which are kept when a program ends.");
  }

  private List<JsonNode> chosen(JsonNode items) {
    Map<String, JsonNode> there = new LinkedHashMap<>();
    items.forEach(item -> there.put(item.path("name").asText(""), item));
    if (all) {
      return List.copyOf(there.values());
    }
    List<JsonNode> chosen = new ArrayList<>();
    for (String name : wanted.stream().distinct().toList()) {
      if (!there.containsKey(name)) {
        throw new CommandFailure(
            ExitCode.NOT_FOUND,
            "There is no artefact '"
                + SafeText.line(name)
                + "'; there "
                + (there.isEmpty() ? "are none" : "is " + SafeText.line(some(there)))
                + ".");
      }
      chosen.add(there.get(name));
    }
    return chosen;
  }

  private static String some(Map<String, JsonNode> there) {
    String first = String.join(", ", there.keySet().stream().limit(10).toList());
    return there.size() > 10 ? first + ", …" : first;
  }

  private void download(Api api, String path, List<JsonNode> chosen) {
    DownloadFolder folder = new DownloadFolder(to == null ? "." : to, force);
    List<DownloadFolder.Place> places =
        chosen.stream()
            .map(item -> folder.place(item.path("name").asText(""), item.path("digest").asText("")))
            .toList();
    ArrayNode items = Json.array();
    for (int i = 0; i < places.size(); i++) {
      DownloadFolder.Place place = places.get(i);
      if (!place.there()) {
        folder.store(place, () -> api.open(path + "/" + Api.encode(place.name())));
      }
      ObjectNode item = chosen.get(i).deepCopy();
      items.add(item.put("file", place.file().toString()).put("downloaded", !place.there()));
      if (!json()) {
        print(
            SafeText.line(place.file().toString())
                + (place.there() ? "  was there already" : "  " + size(chosen.get(i))));
      }
    }
    if (json()) {
      print(Json.object().set("items", items));
    } else if (items.isEmpty()) {
      sayNone();
    }
  }

  private static String size(JsonNode item) {
    return Quantities.bytes(item.path("size").asLong());
  }
}
