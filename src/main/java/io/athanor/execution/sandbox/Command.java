package io.athanor.execution.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs a small trusted program of this machine to its end, at most ten seconds, with an empty
 * environment.
 */
final class Command {
  private static final int SECONDS = 10;

  private Command() {}

  /**
   * How it ended.
   *
   * @param exit -1 when it could not be started or did not end in time
   * @param output stdout and stderr, at most 16 KiB
   */
  record Outcome(int exit, String output) {}

  static Outcome run(Spawner spawner, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("LANG", "C.UTF-8");
    Process process;
    try {
      process = spawner.start(builder).join();
    } catch (CompletionException e) {
      return new Outcome(-1, String.valueOf(e.getCause().getMessage()));
    }
    CompletableFuture<Void> limit =
        CompletableFuture.runAsync(
            process::destroyForcibly, CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS));
    try (InputStream out = process.getInputStream()) {
      process.getOutputStream().close();
      String text = new String(out.readNBytes(16 << 10), StandardCharsets.UTF_8);
      out.skip(Long.MAX_VALUE);
      return process.waitFor(SECONDS, TimeUnit.SECONDS)
          ? new Outcome(process.exitValue(), text)
          : new Outcome(-1, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome(-1, "interrupted");
    } finally {
      limit.cancel(false);
      process.destroyForcibly();
    }
  }
}
