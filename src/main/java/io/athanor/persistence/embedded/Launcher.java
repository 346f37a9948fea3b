package io.athanor.persistence.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts programs from one thread that lives as long as they do. The kernel sends the signal of
 * {@code setpriv --pdeathsig} when the <em>thread</em> that started a process ends, so a pooled
 * thread that goes idle would take the server down; and when the JVM is killed, this thread ends
 * with it and takes the server along.
 */
final class Launcher implements AutoCloseable {

  // Not newSingleThreadExecutor: that one shuts itself down when it is garbage collected, and the
  // server with it.
  private final ExecutorService thread =
      Executors.newFixedThreadPool(
          1,
          task -> {
            Thread created = new Thread(task, "athanor-database-launcher");
            created.setDaemon(true);
            return created;
          });

  /** What a program that has ended left behind. */
  record Ended(int exitCode, String output) {}

  /** Starts a program; stdout and stderr come as one stream, stdin is empty. */
  Process start(List<String> command, Path workingDirectory) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(workingDirectory.toFile()).redirectErrorStream(true);
    String path = System.getenv("PATH");
    // PGDATA, PGOPTIONS, LD_PRELOAD and their like must not reach the server.
    builder.environment().clear();
    builder.environment().put("PATH", path == null ? "/usr/bin:/bin" : path);
    builder.environment().put("LC_ALL", "C");
    try {
      Process process = CompletableFuture.supplyAsync(() -> started(builder), thread).join();
      process.getOutputStream().close();
      return process;
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException cause) {
        throw cause.getCause();
      }
      throw e;
    }
  }

  /** Runs a program to its end. */
  Ended run(List<String> command, Path workingDirectory, long seconds) throws IOException {
    Process process = start(command, workingDirectory);
    CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
    try {
      String text = output.get(seconds, TimeUnit.SECONDS);
      return new Ended(process.waitFor(), text);
    } catch (TimeoutException e) {
      throw new EmbeddedServerException(command + " did not end within " + seconds + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("cannot read the output of " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedServerException("interrupted while running " + command, e);
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Sends a signal by name, such as {@code INT}, which Java cannot do by itself. The process may
   * have ended already.
   */
  void signal(long pid, String signal) throws IOException {
    run(
        List.of("sh", "-c", "kill -s \"$1\" \"$2\"", "sh", signal, Long.toString(pid)),
        Path.of("/"),
        10);
  }

  /** Ends the thread, and with it whatever still runs. */
  @Override
  public void close() {
    thread.shutdown();
  }

  private static Process started(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A command with its prefix. */
  static List<String> join(List<String> prefix, String... rest) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(rest));
    return command;
  }
}
