package io.athanor.execution;

import io.athanor.contract.Experiments.Artifact;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The artefacts of one attempt: gathered on the reader thread within the sandbox's ceilings, stored
 * when the attempt has ended.
 */
final class Artefacts {

  /**
   * Types that a browser may show; everything else is bytes. Told by the name alone, so never
   * trusted: downloads are attachments.
   */
  private static final Map<String, String> TYPES =
      Map.of(
          "txt", "text/plain; charset=utf-8",
          "log", "text/plain; charset=utf-8",
          "csv", "text/csv; charset=utf-8",
          "json", "application/json",
          "png", "image/png",
          "jpg", "image/jpeg",
          "pdf", "application/pdf");

  private final Map<String, ByteArrayOutputStream> parts = new LinkedHashMap<>();
  private final Map<String, byte[]> whole = new LinkedHashMap<>();

  synchronized void add(String name, byte[] bytes, boolean last) {
    parts.computeIfAbsent(name, key -> new ByteArrayOutputStream()).writeBytes(bytes);
    if (last) {
      whole.put(name, parts.remove(name).toByteArray());
    }
  }

  /** Stores them one after the other. */
  Future<List<Artifact>> store(Function<byte[], Future<String>> store) {
    Map<String, byte[]> all;
    synchronized (this) {
      all = new LinkedHashMap<>(whole);
    }
    Future<List<Artifact>> stored = Future.succeededFuture(new ArrayList<>());
    for (Map.Entry<String, byte[]> one : all.entrySet()) {
      stored =
          stored.compose(
              list ->
                  store
                      .apply(one.getValue())
                      .map(
                          digest -> {
                            list.add(artifact(one.getKey(), digest, one.getValue().length));
                            return list;
                          }));
    }
    return stored;
  }

  private static Artifact artifact(String name, String digest, long size) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return new Artifact(name, digest, size, TYPES.getOrDefault(ending, "application/octet-stream"));
  }
}
