package io.athanor.persistence.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL processes that still work in our data directory although the node that started them is
 * gone. They are stopped, never adopted: they run with old settings and nobody's death takes them
 * along. Found by their working directory, which the kernel knows, and not by the number in {@code
 * postmaster.pid}, which may by now be any other process.
 */
final class Survivors {

  /** Setting on a server's command line that names the JVM which started it. */
  static final String OWNER_SETTING = "athanor.owner";

  private static final Logger log = LoggerFactory.getLogger(Survivors.class);

  private final Launcher launcher;
  private final Path data;

  Survivors(Launcher launcher, Path data) throws IOException {
    this.launcher = launcher;
    this.data = data.toRealPath();
  }

  /**
   * Clears the way for a new server.
   *
   * @throws EmbeddedServerException when a living node runs the server, or when one cannot be
   *     stopped
   */
  void stop() throws IOException {
    List<Long> processes = processes();
    for (long pid : processes) {
      livingOwner(pid)
          .ifPresent(
              owner -> {
                throw new EmbeddedServerException(
                    "process %d already runs the database in %s (server process %d). Stop it, or give this node another ATHANOR_HOME."
                        .formatted(owner, data, pid));
              });
    }
    if (!processes.isEmpty()) {
      log.warn(
          "stopping the PostgreSQL processes {} that an earlier node left in {}", processes, data);
      signalPostmaster("INT");
      if (!awaitGone(20)) {
        signalPostmaster("QUIT");
        if (!awaitGone(10)) {
          throw new EmbeddedServerException(
              "the PostgreSQL processes %s in %s do not stop. End them (kill -QUIT), then start again."
                  .formatted(processes(), data));
        }
      }
    }
    removeForeignPidFile();
  }

  private void signalPostmaster(String signal) throws IOException {
    Optional<Long> postmaster = postmaster();
    List<Long> processes = processes();
    if (postmaster.isPresent() && processes.contains(postmaster.get())) {
      launcher.signal(postmaster.get(), signal);
    }
    // Without a postmaster the others end by themselves as soon as they notice.
  }

  private boolean awaitGone(long seconds) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!processes().isEmpty()) {
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    return true;
  }

  /**
   * PostgreSQL itself clears the file of a dead process, but refuses to start when its number now
   * belongs to another one.
   */
  private void removeForeignPidFile() throws IOException {
    Optional<Long> pid = postmaster();
    if (pid.isEmpty() || ProcessHandle.of(pid.get()).isEmpty()) {
      return;
    }
    // Once more, because a server that another node starts at this moment enters the folder before
    // it writes the file.
    if (!worksHere(Path.of("/proc", Long.toString(pid.get())))) {
      log.warn(
          "removing {}: process {} is no PostgreSQL server here",
          data.resolve("postmaster.pid"),
          pid.get());
      Files.deleteIfExists(data.resolve("postmaster.pid"));
    }
  }

  private Optional<Long> postmaster() throws IOException {
    Path file = data.resolve("postmaster.pid");
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    String first =
        Files.readString(file, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("").strip();
    return first.matches("[0-9]{1,9}") ? Optional.of(Long.parseLong(first)) : Optional.empty();
  }

  /** All PostgreSQL processes whose working directory is the data directory. */
  private List<Long> processes() throws IOException {
    List<Long> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      for (Path entry :
          entries.filter(path -> path.getFileName().toString().matches("[0-9]+")).toList()) {
        if (worksHere(entry)) {
          found.add(Long.parseLong(entry.getFileName().toString()));
        }
      }
    }
    return found;
  }

  private boolean worksHere(Path entry) {
    try {
      if (!Files.readSymbolicLink(entry.resolve("cwd")).equals(data)) {
        return false;
      }
      List<String> arguments = arguments(entry);
      String program = arguments.isEmpty() ? "" : arguments.get(0);
      return program.startsWith("postgres:")
          || program.equals("postgres")
          || program.endsWith("/postgres");
    } catch (IOException | RuntimeException e) {
      // It ended meanwhile, or belongs to another user and is none of ours.
      return false;
    }
  }

  private static List<String> arguments(Path entry) throws IOException {
    String line = Files.readString(entry.resolve("cmdline"), StandardCharsets.ISO_8859_1);
    return Arrays.stream(line.split("\0", -1)).filter(part -> !part.isEmpty()).toList();
  }

  /** The process that started this server, if it lives: an orphan has got another parent. */
  private static Optional<Long> livingOwner(long pid) {
    try {
      Path entry = Path.of("/proc", Long.toString(pid));
      String setting = OWNER_SETTING + "=";
      Optional<Long> owner =
          arguments(entry).stream()
              .filter(argument -> argument.startsWith(setting))
              .map(argument -> Long.valueOf(argument.substring(setting.length())))
              .findFirst();
      Optional<Long> parent =
          ProcessHandle.of(pid).flatMap(ProcessHandle::parent).map(ProcessHandle::pid);
      return owner.filter(number -> parent.isPresent() && parent.get().equals(number));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
