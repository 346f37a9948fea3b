package io.athanor.persistence.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running server process. */
final class Postmaster {

  private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

  /**
   * Line of {@code postmaster.pid} with the state, as in PostgreSQL's {@code
   * src/include/utils/pidfile.h}.
   */
  private static final int STATE_LINE = 7;

  /** Room that the kernel has for the path of a socket, less the name of the socket. */
  private static final int LONGEST_SOCKET_FOLDER = 107 - "/.s.PGSQL.65535.lock".length();

  private static final long STOP_SECONDS = 30;

  private final Launcher launcher;
  private final DataDirectory data;
  private final int port;
  private final Process process;
  private final ServerLog serverLog;
  private volatile boolean stopping;

  private Postmaster(
      Launcher launcher, DataDirectory data, int port, Process process, ServerLog serverLog) {
    this.launcher = launcher;
    this.data = data;
    this.port = port;
    this.process = process;
    this.serverLog = serverLog;
  }

  /** Starts the process and returns at once. */
  static Postmaster launch(
      Launcher launcher,
      Installation installation,
      Identity identity,
      DataDirectory data,
      EmbeddedServerOptions options,
      int port)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            Launcher.join(
                identity.prefix(),
                installation.program("postgres").toString(),
                "-D",
                data.path().toString()));
    settings(data, options, port, installation.preload())
        .forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    Process process = launcher.start(command, Path.of("/"));
    ServerLog serverLog = ServerLog.follow(process, options.home().resolve("postgres.log"));
    return new Postmaster(launcher, data, port, process, serverLog);
  }

  private static Map<String, String> settings(
      DataDirectory data, EmbeddedServerOptions options, int port, String preload) {
    String durable = options.durable() ? "on" : "off";
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("listen_addresses", EmbeddedServer.HOST);
    settings.put("port", Integer.toString(port));
    settings.put("unix_socket_directories", socketFolder(data));
    settings.put("max_connections", Integer.toString(options.maxConnections()));
    settings.put("shared_buffers", options.sharedBuffers());
    settings.put("fsync", durable);
    settings.put("synchronous_commit", durable);
    settings.put("full_page_writes", durable);
    settings.put("autovacuum", "on");
    settings.put("password_encryption", "scram-sha-256");
    settings.put("shared_preload_libraries", preload);
    if (!preload.isEmpty()) {
      settings.put("pg_stat_statements.track_utility", "off");
    }
    settings.put("track_io_timing", "on");
    settings.put("logging_collector", "off");
    settings.put("log_destination", "stderr");
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.put(Survivors.OWNER_SETTING, Long.toString(ProcessHandle.current().pid()));
    return settings;
  }

  // In the data directory, which only the server's user may enter. The setting is a list, so a
  // comma or a quote would change its meaning.
  private static String socketFolder(DataDirectory data) {
    String folder = data.path().toString();
    boolean fits = folder.getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_FOLDER;
    return fits && !folder.matches(".*[,\"\\s].*") ? folder : "";
  }

  /** Waits until the server says that it accepts connections. */
  void awaitReady(long deadlineNanos) throws IOException, InterruptedException {
    while (!isReady()) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw failure("ended with exit code " + process.exitValue() + " while starting");
      }
      if (System.nanoTime() > deadlineNanos) {
        throw failure("did not become ready in time");
      }
    }
  }

  // Asks the file, not the port: behind the port there may be a server of somebody else.
  private boolean isReady() throws IOException {
    try {
      List<String> lines = Files.readAllLines(data.pidFile(), StandardCharsets.ISO_8859_1);
      return lines.size() > STATE_LINE
          && lines.get(0).strip().equals(Long.toString(process.pid()))
          && lines.get(STATE_LINE).strip().equals("ready");
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** What to throw when this process does not do what it should. */
  EmbeddedServerException failure(String what) {
    String lines = serverLog.lastLines();
    return new EmbeddedServerException(
        "PostgreSQL %s (data in %s, port %d).%nLast lines of its log:%n%s%nNext: %s"
            .formatted(what, data.path(), port, lines.isEmpty() ? "(none)" : lines, advice(lines)));
  }

  private static String advice(String lines) {
    if (lines.contains("Address already in use") || lines.contains("could not bind")) {
      return "choose another port, or 0 for any free one.";
    }
    if (lines.contains("already exists")) {
      return "another node uses this data; stop it, or give this node another ATHANOR_HOME.";
    }
    if (lines.contains("No space left")) {
      return "make room on the disk.";
    }
    return "see postgres.log in ATHANOR_HOME, or set ATHANOR_DATABASE_URL to a PostgreSQL server, 15 or later.";
  }

  /** Whether the reason that it ended was a port in use. */
  boolean lostItsPort() {
    return !process.isAlive()
        && serverLog.lastLines().contains("could not create any TCP/IP sockets");
  }

  /** Tells the listener, on a thread of its own, when the process ends without {@link #stop()}. */
  void onUnexpectedExit(IntConsumer listener) {
    Thread watch =
        new Thread(
            () -> {
              int code = process.onExit().join().exitValue();
              if (!stopping) {
                log.error("the database server (process {}) ended with exit code {}", pid(), code);
                listener.accept(code);
              }
            },
            "athanor-database-watch");
    watch.setDaemon(true);
    watch.start();
  }

  /**
   * Stops it fast: open transactions are rolled back, everything is written. Nothing to do if it
   * has ended.
   */
  void stop() {
    stopping = true;
    // An interrupted caller wants us to hurry, not to kill a server that is writing its last
    // checkpoint.
    boolean interrupted = Thread.interrupted();
    try {
      if (!endsAfter("INT") && !endsAfter("QUIT")) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      log.warn("cannot signal the database server (process {})", pid(), e);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean endsAfter(String signal) throws IOException, InterruptedException {
    if (!process.isAlive()) {
      return true;
    }
    launcher.signal(process.pid(), signal);
    boolean ended = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      log.warn(
          "the database server (process {}) did not stop within {} s of SIG{}",
          pid(),
          STOP_SECONDS,
          signal);
    }
    return ended;
  }

  long pid() {
    return process.pid();
  }

  int port() {
    return port;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The Unix domain socket, unless its path would be too long. */
  Optional<Path> socket() {
    String folder = socketFolder(data);
    return folder.isEmpty() ? Optional.empty() : Optional.of(Path.of(folder, ".s.PGSQL." + port));
  }
}
