package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Sends what the server does not have of some inputs, each content once. */
final class InputUpload {
  private static final String CONTENTS = Api.V1 + "/contents";
  private static final long WORTH_TELLING = 1 << 20;

  private final Api api;
  private final Terminal terminal;

  InputUpload(Api api, Terminal terminal) {
    this.api = api;
    this.terminal = terminal;
  }

  /** The member {@code inputs} of a submission. */
  ArrayNode store(List<InputFile> files) {
    ObjectNode question = Json.object();
    files.stream().map(InputFile::digest).distinct().forEach(question.withArray("digests")::add);
    JsonNode answer = api.post(CONTENTS + "/missing", question);
    Set<String> missing = new HashSet<>();
    answer.path("digests").forEach(digest -> missing.add(digest.asText("")));
    List<InputFile> absent =
        files.stream().filter(file -> missing.contains(file.digest())).toList();
    absent.forEach(file -> check(file, answer.path("largest").asLong(Long.MAX_VALUE)));
    for (InputFile file : absent) {
      if (missing.remove(file.digest())) {
        file.file().ifPresent(path -> send(file, path));
      }
    }
    ArrayNode inputs = Json.array();
    files.forEach(file -> inputs.addObject().put("name", file.name()).put("digest", file.digest()));
    return inputs;
  }

  private static void check(InputFile file, long largest) {
    String name = "The input '" + SafeText.line(file.name()) + "'";
    if (file.file().isEmpty()) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          name + " is not stored under this digest; give its file: --input NAME=FILE.");
    }
    if (file.size() > largest) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          name
              + " has "
              + Quantities.bytes(file.size())
              + "; this server takes at most "
              + Quantities.bytes(largest)
              + " (http.contentLimit of its configuration).");
    }
  }

  private void send(InputFile input, Path file) {
    String name = SafeText.line(input.name());
    if (input.size() >= WORTH_TELLING) {
      terminal.progress("Sending " + name + ", " + Quantities.bytes(input.size()) + ".");
    }
    try {
      // What is added to a growing file is not waited for.
      if (Files.size(file) != input.size()) {
        throw CommandFailure.usage(
            "The input '" + name + "' changed while it was read; try again.");
      }
      api.upload(CONTENTS + "/" + input.digest(), file, input.size());
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "Cannot read '" + name + "': " + SafeText.line(String.valueOf(e.getMessage())),
          e);
    }
  }
}
