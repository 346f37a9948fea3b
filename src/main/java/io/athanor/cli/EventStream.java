package io.athanor.cli;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Server-sent events as the HTML standard defines them (section 9.2), read one by one; comments are
 * told as events too.
 */
final class EventStream implements Closeable {
  /** The type under which a comment, which servers send to keep the connection alive, is told. */
  static final String COMMENT = ":";

  private final BufferedReader reader;
  private String lastId = "";
  private String id = "";
  private String type = "message";
  private StringBuilder data;

  /** One event; {@code id} is the last one that the stream named so far. */
  record Event(String id, String type, String data) {}

  EventStream(InputStream stream) {
    reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /**
   * Waits for the next event; nothing when the stream has ended. An event that was cut off does not
   * count.
   */
  Optional<Event> next() throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith(COMMENT)) {
        return Optional.of(new Event(lastId, COMMENT, line.substring(1).strip()));
      }
      if (!line.isEmpty()) {
        field(line);
        continue;
      }
      lastId = id;
      Optional<Event> event =
          Optional.ofNullable(data).map(text -> new Event(id, type, text.toString()));
      type = "message";
      data = null;
      if (event.isPresent()) {
        return event;
      }
    }
    return Optional.empty();
  }

  private void field(String line) {
    int colon = line.indexOf(':');
    String field = colon < 0 ? line : line.substring(0, colon);
    String value =
        colon < 0 ? "" : line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
    switch (field) {
      case "event" -> type = value;
      case "id" -> id = value;
      case "data" ->
          data = data == null ? new StringBuilder(value) : data.append('\n').append(value);
      default -> {}
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
