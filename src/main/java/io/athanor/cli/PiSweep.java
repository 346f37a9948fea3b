package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The sweep of {@code demo}: pi by Monte Carlo, for sample sizes from 10^3 to 10^6 with eight seeds
 * each.
 */
final class PiSweep {
  private static final long[] SIZES = {1_000, 10_000, 100_000, 1_000_000};
  private static final int REPEATS = 8;
  private static final int PAGE = 500;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Api api;
  private final String tag = UUID.randomUUID().toString().substring(0, 8);

  /**
   * What a sweep came to: every experiment in full, and how long it took from submission to the
   * last end.
   */
  record Outcome(List<JsonNode> experiments, Duration wall) {}

  PiSweep(Api api) {
    this.api = api;
  }

  /** The path that lists the experiments of this sweep. */
  String listPath() {
    return Api.V1 + "/experiments?tag=" + Api.encode("demo:" + tag) + "&limit=" + PAGE;
  }

  Outcome run(ProgressLine progress) {
    long start = System.nanoTime();
    List<String> ids = submit();
    await(ids, start, progress);
    Duration wall = Duration.ofNanos(System.nanoTime() - start);
    List<JsonNode> experiments = new ArrayList<>();
    ids.forEach(
        id -> experiments.add(api.get(Api.V1 + "/experiments/" + id + "?include=result,attempts")));
    return new Outcome(List.copyOf(experiments), wall);
  }

  private List<String> submit() {
    ArrayNode batch = Json.array();
    String source = source();
    for (long n : SIZES) {
      for (int i = 0; i < REPEATS; i++) {
        // A seed for every experiment, so that their errors are independent of each other.
        int seed = batch.size() + 1;
        var experiment =
            batch
                .addObject()
                .put("name", "pi n=" + n + " seed=" + seed)
                .put("runtime", "python")
                .put("source", source);
        experiment.putObject("parameters").put("n", n).put("seed", seed);
        experiment.putObject("tags").put("demo", tag);
        experiment.putObject("limits").put("wall", "PT60S");
      }
    }
    JsonNode answer =
        api.post(Api.V1 + "/experiments/batch", Json.object().set("experiments", batch));
    List<String> ids = new ArrayList<>();
    answer.path("items").forEach(item -> ids.add(item.path("id").asText("")));
    if (ids.size() != batch.size()) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "The server accepted " + ids.size() + " of " + batch.size() + " experiments.");
    }
    return ids;
  }

  private static String source() {
    try (InputStream in = PiSweep.class.getResourceAsStream("/examples/monte_carlo_pi.py")) {
      if (in == null) {
        throw new CommandFailure(
            ExitCode.CONFIGURATION, "This build lacks examples/monte_carlo_pi.py; build it again.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(List<String> ids, long start, ProgressLine progress) {
    Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofMillis(300));
    Set<String> ours = Set.copyOf(ids);
    while (true) {
      int running = 0;
      int failed = 0;
      int done = 0;
      for (JsonNode item : api.get(listPath()).path("items")) {
        String state = item.path("state").asText("");
        if (!ours.contains(item.path("id").asText(""))) {
          continue;
        }
        if (Explanations.terminal(state)) {
          done++;
          failed += Explanations.completed(item) ? 0 : 1;
        } else if (state.equals("RUNNING")) {
          running++;
        }
      }
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      String counts =
          ProgressLine.bar(done, ids.size()) + "  " + running + " running, " + failed + " failed, ";
      if (done == ours.size()) {
        progress.done(counts + Quantities.duration(elapsed));
        return;
      }
      if (elapsed.compareTo(LONGEST) > 0) {
        throw new CommandFailure(
            ExitCode.FAILED,
            (ours.size() - done)
                + " experiments did not end within "
                + Quantities.duration(LONGEST)
                + ".");
      }
      progress.update(counts + Quantities.duration(elapsed));
      backoff.pause();
    }
  }
}
