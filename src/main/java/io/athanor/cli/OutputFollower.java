package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Follows the output of one experiment to its end. A connection that breaks is made again from the
 * last event seen, and nothing is shown twice: every piece carries its attempt and its offset in
 * the stream of that.
 */
final class OutputFollower {
  /** Longer than two heartbeats of the server, which come every 15 seconds. */
  private static final Duration SILENCE = Duration.ofSeconds(40);

  private final Api api;
  private final String id;
  private final String path;
  private final Duration patience;
  private final Map<String, Long> shown = new HashMap<>();
  private Optional<String> lastEvent = Optional.empty();
  private boolean heard;

  /** Takes the output in pieces, each once and in order. */
  interface Output {
    void piece(int attempt, String stream, long offset, byte[] bytes);

    /** What the program says of its progress at present. */
    default void live(JsonNode figures) {}
  }

  /**
   * A follower of both streams, or of one.
   *
   * @param patience how long a server may be away before this gives up
   */
  OutputFollower(Api api, String id, Optional<String> stream, Duration patience) {
    this.api = api;
    this.id = id;
    this.path =
        Api.V1 + "/experiments/" + id + "/output" + stream.map(s -> "?stream=" + s).orElse("");
    this.patience = patience;
  }

  /**
   * Hands over every piece of output in order and returns the final state.
   *
   * @param quiet called whenever the server had nothing to tell for a while
   */
  String follow(Output output, Runnable quiet) {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
    boolean over = false;
    long lastHeard = System.nanoTime();
    while (true) {
      heard = false;
      try {
        Optional<String> end = connection(output, quiet);
        String state = end.isPresent() ? end.get() : state();
        // Without an end event, once more after the state became final: the last pieces may have
        // come in between.
        if (end.isPresent() || (over && Explanations.terminal(state))) {
          return state;
        }
        over = Explanations.terminal(state);
        lastHeard = System.nanoTime();
      } catch (IOException e) {
        lastHeard = heard ? System.nanoTime() : lastHeard;
        if (System.nanoTime() - lastHeard > patience.toNanos()) {
          throw api.unreachable(e);
        }
      }
      if (heard) {
        backoff.reset();
      }
      backoff.pause();
    }
  }

  private String state() throws IOException {
    try {
      return api.get(Api.V1 + "/experiments/" + id).path("state").asText("");
    } catch (CommandFailure e) {
      if (e.exitCode() == ExitCode.UNREACHABLE) {
        throw new IOException(e.getMessage(), e);
      }
      throw e;
    }
  }

  private Optional<String> connection(Output output, Runnable quiet) throws IOException {
    try (EventStream events = api.follow(path, lastEvent, SILENCE)) {
      for (Optional<EventStream.Event> next = events.next();
          next.isPresent();
          next = events.next()) {
        heard = true;
        EventStream.Event event = next.get();
        if (!event.id().isEmpty()) {
          lastEvent = Optional.of(event.id());
        }
        switch (event.type()) {
          case "output" -> piece(event.data(), output);
          case "live" -> Json.parse(event.data()).ifPresent(output::live);
          case "end" -> {
            return Optional.of(
                Json.parse(event.data()).map(end -> end.path("state").asText("")).orElse(""));
          }
          case EventStream.COMMENT -> quiet.run();
          default -> {}
        }
      }
      return Optional.empty();
    }
  }

  private void piece(String data, Output output) {
    JsonNode event = Json.parse(data).orElseGet(Json::object);
    String stream = event.path("stream").asText("stdout");
    byte[] bytes = decode(event.path("data").asText(""));
    int attempt = event.path("attempt").asInt(1);
    String place = attempt + " " + stream;
    long expected = shown.getOrDefault(place, 0L);
    long offset = event.path("offset").asLong(expected);
    long known = Math.min(bytes.length, Math.max(0, expected - offset));
    shown.put(place, Math.max(expected, offset + bytes.length));
    if (known < bytes.length) {
      output.piece(
          attempt, stream, offset + known, Arrays.copyOfRange(bytes, (int) known, bytes.length));
    }
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
