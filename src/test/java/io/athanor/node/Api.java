package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;

/** Requests to a node. None may hang: after twelve seconds the test fails. */
final class Api {

  static final String EXPERIMENTS = "/api/v1/experiments";

  private static final Duration PATIENCE = Duration.ofSeconds(12);
  private static final Duration LONGEST_RUN = Duration.ofSeconds(60);
  private static final Set<String> TERMINAL =
      Set.of("COMPLETED", "FAILED", "TIMED_OUT", "STOPPED", "CANCELLED");

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI address;
  private final String key;
  private final Supplier<String> log;

  /**
   * Requests to the node at this address.
   *
   * @param log tells what the node has printed, for the words of a failure
   */
  Api(URI address, String key, Supplier<String> log) {
    this.address = address;
    this.key = key;
    this.log = log;
  }

  /** A program as a client submits it. */
  static ObjectNode program(String runtime, String source) {
    return new ObjectMapper().createObjectNode().put("runtime", runtime).put("source", source);
  }

  static ObjectNode python(String source) {
    return program("python", source);
  }

  static ObjectNode bash(String source) {
    return program("bash", source);
  }

  URI address() {
    return address;
  }

  String key() {
    return key;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path))
        .timeout(PATIENCE)
        .header("X-API-Key", key)
        .header("Content-Type", "application/json");
  }

  Answer send(HttpRequest.Builder request) {
    try {
      var response = client.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new AssertionError(request.build() + " failed: " + e + log.get(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  Answer get(String path) {
    return send(request(path));
  }

  /** The status, or 0 when nobody answers. */
  int tryGet(String path) {
    try {
      return client.send(request(path).build(), BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** Posts a body with more headers, names and values in turn. */
  Answer post(String path, String body, String... headers) {
    HttpRequest.Builder request = request(path).POST(BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  /** The id of an accepted experiment. */
  String submit(JsonNode submission) {
    Answer answer = post(EXPERIMENTS, submission.toString());
    assertThat(answer.status()).as(answer.text() + log.get()).isEqualTo(202);
    return answer.json().path("id").asText();
  }

  /** The ids of an accepted batch. */
  List<String> submitAll(List<? extends JsonNode> submissions) {
    ObjectNode body = new ObjectMapper().createObjectNode();
    submissions.forEach(body.putArray("experiments")::add);
    Answer answer = post(EXPERIMENTS + "/batch", body.toString());
    assertThat(answer.status()).as(answer.text() + log.get()).isEqualTo(202);
    return answer.json().path("items").findValuesAsText("id");
  }

  /** The experiment with all that belongs to it. */
  JsonNode show(String id) {
    Answer answer = get(EXPERIMENTS + "/" + id + "?include=result,attempts,metrics,artifacts");
    assertThat(answer.status()).as(answer.text() + log.get()).isEqualTo(200);
    return answer.json();
  }

  /** The experiment once it is in this state. */
  JsonNode await(String id, String state) {
    return await(id, Set.of(state), LONGEST_RUN);
  }

  /** The experiment once it has ended, however. */
  JsonNode awaitEnd(String id) {
    return await(id, TERMINAL, LONGEST_RUN);
  }

  private JsonNode await(String id, Set<String> states, Duration time) {
    JsonNode[] last = new JsonNode[1];
    try {
      NodeUnderTest.within(time)
          .until(
              () -> {
                last[0] = show(id);
                return states.contains(last[0].path("state").asText());
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("not " + states + ": " + last[0] + log.get(), e);
    }
    return last[0];
  }

  /** Submits, and waits for the end. */
  JsonNode run(JsonNode submission) {
    return awaitEnd(submit(submission));
  }

  Answer cancel(String id) {
    return post(EXPERIMENTS + "/" + id + "/cancel", "{}");
  }
}
