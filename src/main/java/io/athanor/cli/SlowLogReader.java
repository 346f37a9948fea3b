package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Reads a slow log that another process has written, or writes just now: the last line may be half
 * of one.
 */
final class SlowLogReader {
  /** The form of a line that this program knows. */
  private static final int SCHEMA = 1;

  private final String kind;
  private final double leastMillis;
  private final int limit;
  private long unreadable;
  private long dropped;

  SlowLogReader(String kind, double leastMillis, int limit) {
    this.kind = kind;
    this.leastMillis = leastMillis;
    this.limit = limit;
  }

  /** The lines that are wanted, the last first. */
  ArrayNode read(Path file) {
    Deque<JsonNode> last = new ArrayDeque<>();
    // Not Files.newBufferedReader: it throws at bytes that a crash has left of a character.
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          add(line, last);
        }
      }
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          "There is no file " + file + ". A node writes slow-queries.jsonl into its home.",
          e);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION, "Cannot read " + file + ": " + e.getMessage() + ".", e);
    }
    ArrayNode items = Json.array();
    last.forEach(items::add);
    return items;
  }

  private void add(String line, Deque<JsonNode> last) {
    Optional<JsonNode> entry = Json.parse(line).filter(JsonNode::isObject);
    if (entry.isEmpty() || entry.get().path("schema").asInt(0) != SCHEMA) {
      unreadable++;
      return;
    }
    JsonNode one = entry.get();
    if (one.path("kind").asText("").equals("dropped")) {
      dropped += one.path("count").asLong();
    } else if (isWanted(one)) {
      last.addFirst(one);
      if (last.size() > limit) {
        last.removeLast();
      }
    }
  }

  /** A slow statement that failed is one of both kinds. */
  private boolean isWanted(JsonNode one) {
    boolean ofKind =
        one.path("kind").asText("").equals(kind) || (kind.equals("failed") && one.has("failure"));
    return ofKind && one.path("millis").asDouble() >= leastMillis;
  }

  long unreadable() {
    return unreadable;
  }

  long dropped() {
    return dropped;
  }
}
