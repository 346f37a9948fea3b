package io.athanor.execution.sandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes that go into a sandbox: a program or an input. Read once, while the job is handed over. */
@FunctionalInterface
public interface InputSource {

  /** A fresh stream of the bytes; the reader closes it. */
  InputStream open() throws IOException;

  /** Of bytes in memory; the array is copied. */
  static InputSource of(byte[] bytes) {
    byte[] copy = bytes.clone();
    return () -> new ByteArrayInputStream(copy);
  }

  /** Of text, as UTF-8. */
  static InputSource of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of a file of the node. */
  static InputSource of(Path file) {
    return () -> Files.newInputStream(file);
  }
}
