package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
    name = "info",
    description =
        "Print versions, the node with its home, database and roles, its JVM and its host.")
final class InfoCommand extends ClientCommand {

  InfoCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    ObjectNode info =
        Json.object()
            .put("version", VersionCommand.version())
            .put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")")
            .put("home", home().directory().toString())
            .put("running", false);
    node(info);
    if (json()) {
      print(info);
    } else {
      info.properties().forEach(one -> line(one.getKey(), one.getValue()));
    }
    return ExitCode.OK;
  }

  /** Without a node there is still something to say. */
  private void node(ObjectNode info) {
    try {
      Api api = api();
      JsonNode report = api.get(DiagnosticsCommand.PATH);
      info.put("running", true).put("url", api.address().toString());
      info.set("node", report.path("node"));
      info.set("diagnostics", report.path("status"));
      ObjectNode jvm = info.putObject("jvm");
      for (String field : List.of("name", "version", "vendor", "maxHeapMb", "flags")) {
        copy(report.path("jvm"), field, jvm);
      }
      ObjectNode host = info.putObject("host");
      for (String field : List.of("name", "platform", "pid", "username", "createTime")) {
        copy(report.path("process"), field, host);
      }
      copy(report.path("cpu").path("system"), "cpuCount", host);
      copy(report.path("memory").path("system"), "totalMb", host);
    } catch (CommandFailure e) {
      info.put("problem", e.getMessage());
    }
  }

  private static void copy(JsonNode from, String field, ObjectNode to) {
    if (from.has(field)) {
      to.set(field, from.path(field));
    }
  }

  private void line(String name, JsonNode value) {
    if (value.isObject()) {
      value.properties().forEach(one -> line(name + "." + one.getKey(), one.getValue()));
      return;
    }
    List<String> words = new ArrayList<>();
    value.forEach(one -> words.add(one.asText()));
    String text = value.isArray() ? String.join(" ", words) : value.asText();
    print(SafeText.line(String.format("%-16s %s", name, text)));
  }
}
