package io.athanor.support;

import io.athanor.persistence.JdbcTarget;
import io.athanor.persistence.embedded.EmbeddedServer;
import io.athanor.persistence.embedded.EmbeddedServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A database server that belongs to nobody's node: the oldest supported PostgreSQL where the
 * machine has it installed, else the bundled one.
 */
public final class ExternalDatabase implements AutoCloseable {

  private final Path folder;
  private final EmbeddedServer server;

  private ExternalDatabase(Path folder, EmbeddedServer server) {
    this.folder = folder;
    this.server = server;
  }

  /** Starts one; blocks. */
  public static ExternalDatabase start() throws IOException {
    Path folder = TestFolders.create("external");
    Optional<Path> debian = DebianServer.installation();
    EmbeddedServerOptions options =
        debian.isPresent()
            ? DebianServer.options(folder, debian.get())
            : EmbeddedServerOptions.at(folder)
                .withBinaries(TestFolders.binaries())
                .forTestsWithoutDurability();
    return new ExternalDatabase(folder, EmbeddedServer.start(options));
  }

  /** As the role that owns its database and may do nothing else on the server. */
  public JdbcTarget target() {
    return server.target();
  }

  /** The same server as its superuser. */
  public JdbcTarget administration() {
    return server.administration();
  }

  /** As an operator would write it into {@code ATHANOR_DATABASE_URL}. */
  public String url() {
    return url(server.target().password());
  }

  /** The same with another password. */
  public String url(String password) {
    JdbcTarget target = server.target();
    return "postgresql://%s:%s@%s:%d/%s?sslmode=disable"
        .formatted(target.user(), password, target.host(), target.port(), target.database());
  }

  /** Stops it at once, ending all connections. */
  public void stop() throws IOException {
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    signal("INT", Stream.of(process));
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
  }

  /** Brings it back on the same port. */
  public void startAgain() {
    server.restart();
  }

  /** Makes it accept connections and answer nothing, as a machine does that has no memory left. */
  public void freeze() throws IOException {
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    // It first: until it stands still it starts processes for new connections.
    signal("STOP", Stream.of(process));
    signal("STOP", process.children());
  }

  /** Lets it go on where it was. */
  public void thaw() throws IOException {
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    signal("CONT", Stream.concat(Stream.of(process), process.children()));
  }

  private static void signal(String name, Stream<ProcessHandle> processes) throws IOException {
    List<String> command = new ArrayList<>(List.of("kill", "-s", name));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    try {
      // A signal that is still on its way lets a request through.
      new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while signalling the server", e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
