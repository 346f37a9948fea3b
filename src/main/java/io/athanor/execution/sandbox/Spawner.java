package io.athanor.execution.sandbox;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that starts processes. The kernel ends a sandbox when the thread that started it
 * ends (bwrap's {@code --die-with-parent} is per thread), so it has to live as long as the node.
 */
final class Spawner implements AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "sandbox-spawner");
            made.setDaemon(true);
            return made;
          });

  /** Starts the process; fails with what {@link ProcessBuilder#start()} throws. */
  CompletableFuture<Process> start(ProcessBuilder builder) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return builder.start();
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        },
        thread);
  }

  /** Ends everything that it started and is still there. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
