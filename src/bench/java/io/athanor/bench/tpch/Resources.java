package io.athanor.bench.tpch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The texts beside the workload. */
final class Resources {

  private Resources() {}

  static String read(String name) {
    try (InputStream file = Resources.class.getResourceAsStream("/tpch/" + name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
