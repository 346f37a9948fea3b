package io.athanor.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.athanor.contract.Attempts.Work;
import io.athanor.execution.sandbox.InputSource;
import io.athanor.execution.sandbox.Job;
import io.athanor.execution.sandbox.ProgramRuntime;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Fetches what an attempt needs and makes the sandbox's job of it. */
final class JobLoader {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Function<String, Future<byte[]>> fetch;

  /**
   * Prepares the loader.
   *
   * @param fetch gets a content by its digest
   */
  JobLoader(Function<String, Future<byte[]>> fetch) {
    this.fetch = fetch;
  }

  Future<Job> load(Work work) {
    Future<byte[]> program =
        work.programDigest() == null
            ? Future.succeededFuture(new byte[0])
            : fetch.apply(work.programDigest());
    return program.compose(bytes -> inputs(work).map(inputs -> job(work, bytes, inputs)));
  }

  private Future<Map<String, InputSource>> inputs(Work work) {
    Future<Map<String, InputSource>> loaded = Future.succeededFuture(new LinkedHashMap<>());
    for (JsonNode input : tree(work.inputs().text())) {
      loaded =
          loaded.compose(
              map ->
                  fetch
                      .apply(input.get("digest").asText())
                      .map(
                          bytes -> {
                            map.put(input.get("name").asText(), InputSource.of(bytes));
                            return map;
                          }));
    }
    return loaded;
  }

  private static Job job(Work work, byte[] program, Map<String, InputSource> inputs) {
    return new Job(
        work.experimentId(),
        work.attempt(),
        ProgramRuntime.valueOf(work.runtime().toUpperCase(Locale.ROOT)),
        InputSource.of(program),
        work.arguments(),
        work.parameters().text(),
        work.env(),
        work.seed(),
        work.limits(),
        inputs,
        0,
        work.group());
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored specification is no JSON", e);
    }
  }
}
