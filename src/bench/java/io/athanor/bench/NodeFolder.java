package io.athanor.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A node's home as a client sees it. */
record NodeFolder(Path path) {

  private static final long DEADLINE_SECONDS = 120;
  private static final long POLL_MILLIS = 2;

  /** Waits for the node to say where it is. */
  int port() throws IOException {
    Path file = path.resolve("node.json");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!Files.exists(file)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("no node became ready on " + path);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
    }
    return URI.create(new JsonObject(Files.readString(file)).getString("url")).getPort();
  }

  String key() throws IOException {
    return Files.readString(path.resolve("admin.key")).strip();
  }
}
