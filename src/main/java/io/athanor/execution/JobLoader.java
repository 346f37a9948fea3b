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
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Fetches what one attempt needs and makes the sandbox's job of it. */
final class JobLoader {

  /**
   * Inputs that are longer together are files of the node: below this a copy is quicker than a
   * sandbox that has to be started for them.
   */
  static final long COPIED = 256 * 1024;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ContentAccess contents;
  private final InputCache.Held files;
  private final Persistent persistent;
  private final BooleanSupplier wanted;

  /**
   * Prepares the loader.
   *
   * @param wanted whether the attempt is still to be run
   */
  JobLoader(
      ContentAccess contents,
      InputCache.Held files,
      Persistent persistent,
      BooleanSupplier wanted) {
    this.contents = contents;
    this.files = files;
    this.persistent = persistent;
    this.wanted = wanted;
  }

  Future<Job> load(Work work) {
    Future<byte[]> program =
        work.programDigest() == null
            ? Future.succeededFuture(new byte[0])
            : fetch(work.programDigest());
    return program.compose(bytes -> inputs(work).map(inputs -> job(work, bytes, inputs)));
  }

  /** The node no longer needs its files for this attempt. */
  void release() {
    files.release();
  }

  private Future<byte[]> fetch(String digest) {
    return persistent.request(() -> contents.fetch(digest), wanted);
  }

  private Future<Map<String, InputSource>> inputs(Work work) {
    Map<String, String> digests = new LinkedHashMap<>();
    for (JsonNode input : tree(work.inputs().text())) {
      digests.put("inputs/" + input.get("name").asText(), input.get("digest").asText());
    }
    return bytes(digests)
        .compose(
            total ->
                total > COPIED
                    ? sources(digests, this::file)
                    : sources(digests, digest -> fetch(digest).map(InputSource::of)));
  }

  private Future<InputSource> file(String digest) {
    return files
        .take(
            digest,
            number -> persistent.request(() -> contents.chunk(digest, number), wanted),
            wanted)
        .map(stored -> stored);
  }

  private Future<Long> bytes(Map<String, String> digests) {
    Future<Long> total = Future.succeededFuture(0L);
    for (String digest : digests.values()) {
      total =
          total.compose(
              before ->
                  persistent
                      .request(() -> contents.size(digest), wanted)
                      .map(size -> before + size));
    }
    return total;
  }

  private static Future<Map<String, InputSource>> sources(
      Map<String, String> digests, Function<String, Future<InputSource>> source) {
    Future<Map<String, InputSource>> loaded = Future.succeededFuture(new LinkedHashMap<>());
    for (Map.Entry<String, String> input : digests.entrySet()) {
      loaded =
          loaded.compose(
              map ->
                  source
                      .apply(input.getValue())
                      .map(
                          found -> {
                            map.put(input.getKey(), found);
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
