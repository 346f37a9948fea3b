package io.athanor.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** The output of an experiment as a follower hears it. */
final class Following {

  /** One event of the stream. */
  record Event(String name, String id, JsonNode body) {

    String text() {
      byte[] bytes = Base64.getDecoder().decode(body.path("data").asText());
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> ended;
  private volatile boolean begun;
  private String name = "";
  private String id = "";

  private Following(Api api, String path, String lastEventId) {
    var request =
        api.request(path).timeout(Duration.ofMinutes(2)).header("Accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    this.ended =
        HttpClient.newHttpClient()
            .sendAsync(request.build(), BodyHandlers.ofLines())
            .thenAccept(response -> response.body().forEach(this::line));
  }

  /** Follows from the beginning, or from behind an event. */
  static Following output(Api api, String experiment, String lastEventId) {
    return new Following(api, Api.EXPERIMENTS + "/" + experiment + "/output", lastEventId);
  }

  /** Follows what changes from now on. */
  static Following changes(Api api) {
    return new Following(api, "/api/v1/events", null);
  }

  private void line(String line) {
    begun = true;
    if (line.startsWith("event:")) {
      name = line.substring(6).strip();
    } else if (line.startsWith("id:")) {
      id = line.substring(3).strip();
    } else if (line.startsWith("data:")) {
      try {
        events.add(new Event(name, id, new ObjectMapper().readTree(line.substring(5))));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Whether anything was heard. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether the end of this experiment was told. */
  boolean ended(String experiment) {
    return events.stream()
        .filter(event -> event.body().path("id").asText().equals(experiment))
        .anyMatch(event -> event.body().path("state").asText().equals("COMPLETED"));
  }

  List<Event> events() {
    return events;
  }

  /** What the program has printed so far, as far as it was heard. */
  String text() {
    StringBuilder text = new StringBuilder();
    events.stream().filter(e -> e.name().equals("output")).forEach(e -> text.append(e.text()));
    return text.toString();
  }

  boolean hasEnded() {
    return ended.isDone();
  }
}
