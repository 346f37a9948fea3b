package io.athanor.execution.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * An input that is a file of the node, which a sandbox may see as it is instead of a copy.
 *
 * @param file its name says what is in it, so that equal paths are equal contents
 * @param bytes how long it is
 */
public record StoredInput(Path file, long bytes) implements InputSource {

  /** Rejects nulls. */
  public StoredInput {
    Objects.requireNonNull(file, "file");
  }

  @Override
  public InputStream open() throws IOException {
    return Files.newInputStream(file);
  }
}
