package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "logs",
    description = {
      "Print what a program wrote: its stdout to stdout, its stderr to stderr.",
      "With -f, goes on until the experiment ends and ends with 1 if it did not complete. With -f --json, one JSON document per line."
    })
final class LogsCommand extends ClientCommand {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> STREAMS = List.of("stdout", "stderr");
  private static final int BUFFER = 16 * 1024;

  @Parameters(paramLabel = "ID", description = ExperimentIds.HELP)
  private String id;

  @Option(
      names = {"-f", "--follow"},
      description = "Follow live until the experiment ends.")
  private boolean follow;

  @Option(names = "--stream", paramLabel = "S", description = "stdout or stderr. Default: both.")
  private String stream;

  @Option(
      names = "--raw",
      description = "Obey control characters in the output instead of showing them.")
  private boolean raw;

  LogsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws IOException {
    if (stream != null && !STREAMS.contains(stream)) {
      throw CommandFailure.usage("--stream wants stdout or stderr.");
    }
    Api api = api();
    String full = ExperimentIds.resolve(api, id);
    if (follow) {
      return follow(api, full);
    }
    if (json()) {
      document(api, full);
    } else {
      print(api, full);
    }
    return ExitCode.OK;
  }

  private List<String> wanted() {
    return stream == null ? STREAMS : List.of(stream);
  }

  private static String path(String id, String stream) {
    return Api.V1 + "/experiments/" + id + "/output?stream=" + stream;
  }

  private void print(Api api, String full) throws IOException {
    JsonNode attempts =
        api.get(Api.V1 + "/experiments/" + full + "?include=attempts").path("attempts");
    AttemptMarks marks = new AttemptMarks(terminal());
    int count = Math.max(1, attempts.size());
    for (int i = 0; i < count; i++) {
      int number = attempts.path(i).path("number").asInt(1);
      marks.at(number);
      for (String name : wanted()) {
        copy(api, path(full, name) + (count > 1 ? "&attempt=" + number : ""), name);
      }
    }
  }

  private void copy(Api api, String path, String name) throws IOException {
    ProgramOutput output = output(name);
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = api.open(path)) {
      for (int n = in.read(buffer); n >= 0 && !terminal().out().checkError(); n = in.read(buffer)) {
        output.write(buffer, 0, n);
      }
    }
    output.end();
  }

  private void document(Api api, String full) throws IOException {
    ObjectNode document = Json.object().put("id", full);
    for (String name : wanted()) {
      try (InputStream in = api.open(path(full, name))) {
        document.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    print(document);
  }

  private ProgramOutput output(String name) {
    return new ProgramOutput(name.equals("stderr") ? terminal().err() : terminal().out(), raw);
  }

  private int follow(Api api, String full) {
    ProgramOutput out = output("stdout");
    ProgramOutput err = output("stderr");
    AttemptMarks marks = new AttemptMarks(terminal());
    String state =
        new OutputFollower(api, full, Optional.ofNullable(stream), PATIENCE)
            .follow(
                (attempt, name, offset, bytes) -> {
                  if (json()) {
                    line(attempt, name, offset, bytes);
                  } else {
                    marks.at(attempt);
                    (name.equals("stderr") ? err : out).write(bytes);
                  }
                  stopIfNobodyReads();
                },
                this::stopIfNobodyReads);
    if (json()) {
      print(Json.compact(Json.object().put("state", state)));
    } else {
      out.end();
      err.end();
      terminal().progress("The experiment ended as " + SafeText.line(state) + ".");
    }
    return state.equals("COMPLETED") ? ExitCode.OK : ExitCode.FAILED;
  }

  // As when the output goes through head.
  private void stopIfNobodyReads() {
    if (terminal().out().checkError()) {
      throw new CommandFailure(ExitCode.OK, "The output is not read any more; following ends.");
    }
  }

  private void line(int attempt, String name, long offset, byte[] bytes) {
    ObjectNode line =
        Json.object().put("stream", name).put("attempt", attempt).put("offset", offset);
    print(Json.compact(line.put("text", new String(bytes, StandardCharsets.UTF_8))));
  }
}
