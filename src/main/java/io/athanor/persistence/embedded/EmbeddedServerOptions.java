package io.athanor.persistence.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * How the embedded server is to run. Begin with {@link #at(Path)} and change what differs.
 *
 * @param home folder that keeps the data, the password and the server's log
 * @param binaries folder below which the bundled programs are unpacked; nodes may share it
 * @param installation root of an installed PostgreSQL (it has {@code bin/postgres}) to use in place
 *     of the bundled programs
 * @param port TCP port on the loopback address; 0 takes the port of the last start if it is free,
 *     else any free one
 * @param maxConnections connections that the server accepts
 * @param sharedBuffers PostgreSQL's own page cache, with unit, as in {@code 128MB}
 * @param startTimeout how long one start may take, crash recovery included
 * @param onUnexpectedExit told the exit code when the server ends without being asked; called on a
 *     thread of its own that may block
 * @param durable false turns fsync off: for tests only, a power cut then loses or damages the data
 */
public record EmbeddedServerOptions(
    Path home,
    Path binaries,
    Optional<Path> installation,
    int port,
    int maxConnections,
    String sharedBuffers,
    Duration startTimeout,
    IntConsumer onUnexpectedExit,
    boolean durable) {

  /**
   * Checks the values that PostgreSQL would refuse later and less clearly.
   *
   * @throws IllegalArgumentException when a value is outside its range
   */
  public EmbeddedServerOptions {
    home = home.toAbsolutePath().normalize();
    binaries = binaries.toAbsolutePath().normalize();
    Objects.requireNonNull(installation, "installation");
    Objects.requireNonNull(startTimeout, "startTimeout");
    Objects.requireNonNull(onUnexpectedExit, "onUnexpectedExit");
    require(port >= 0 && port <= 65_535, "port must be between 0 and 65535, not " + port);
    require(maxConnections >= 10, "maxConnections must be at least 10, not " + maxConnections);
    require(
        sharedBuffers.matches("[1-9][0-9]{0,8}(kB|MB|GB)"),
        "sharedBuffers must be a number and kB, MB or GB, as in 128MB, not " + sharedBuffers);
  }

  /**
   * The defaults: durable, any free port, 200 connections, 128 MB of buffers, 60 s to start,
   * binaries below the home.
   *
   * @param home folder that keeps the data
   * @return options to start from
   */
  public static EmbeddedServerOptions at(Path home) {
    return new EmbeddedServerOptions(
        home,
        home.resolve("postgres"),
        Optional.empty(),
        0,
        200,
        "128MB",
        Duration.ofSeconds(60),
        code -> {},
        true);
  }

  /** These options with another folder for the unpacked programs. */
  public EmbeddedServerOptions withBinaries(Path folder) {
    return new EmbeddedServerOptions(
        home,
        folder,
        installation,
        port,
        maxConnections,
        sharedBuffers,
        startTimeout,
        onUnexpectedExit,
        durable);
  }

  /**
   * These options with the programs of an installed PostgreSQL, 15 or later, such as {@code
   * /usr/lib/postgresql/15}.
   */
  public EmbeddedServerOptions withInstallation(Path root) {
    return new EmbeddedServerOptions(
        home,
        binaries,
        Optional.of(root.toAbsolutePath().normalize()),
        port,
        maxConnections,
        sharedBuffers,
        startTimeout,
        onUnexpectedExit,
        durable);
  }

  /** These options with another port; 0 means any free one. */
  public EmbeddedServerOptions withPort(int number) {
    return new EmbeddedServerOptions(
        home,
        binaries,
        installation,
        number,
        maxConnections,
        sharedBuffers,
        startTimeout,
        onUnexpectedExit,
        durable);
  }

  /** These options with another limit of connections. */
  public EmbeddedServerOptions withMaxConnections(int connections) {
    return new EmbeddedServerOptions(
        home,
        binaries,
        installation,
        port,
        connections,
        sharedBuffers,
        startTimeout,
        onUnexpectedExit,
        durable);
  }

  /** These options with another size of the page cache, with unit, as in {@code 1GB}. */
  public EmbeddedServerOptions withSharedBuffers(String size) {
    return new EmbeddedServerOptions(
        home,
        binaries,
        installation,
        port,
        maxConnections,
        size,
        startTimeout,
        onUnexpectedExit,
        durable);
  }

  /** These options for data that nobody needs after a power cut. */
  public EmbeddedServerOptions withoutDurability() {
    return new EmbeddedServerOptions(
        home,
        binaries,
        installation,
        port,
        maxConnections,
        sharedBuffers,
        startTimeout,
        onUnexpectedExit,
        false);
  }

  /** These options with another deadline for a start. */
  public EmbeddedServerOptions withStartTimeout(Duration timeout) {
    return new EmbeddedServerOptions(
        home,
        binaries,
        installation,
        port,
        maxConnections,
        sharedBuffers,
        timeout,
        onUnexpectedExit,
        durable);
  }

  /**
   * These options with somebody who is told the exit code when the server ends without being asked.
   */
  public EmbeddedServerOptions withOnUnexpectedExit(IntConsumer listener) {
    return new EmbeddedServerOptions(
        home,
        binaries,
        installation,
        port,
        maxConnections,
        sharedBuffers,
        startTimeout,
        listener,
        durable);
  }

  /** These options without fsync. For tests only: a power cut loses or damages the data. */
  public EmbeddedServerOptions forTestsWithoutDurability() {
    return new EmbeddedServerOptions(
        home,
        binaries,
        installation,
        port,
        maxConnections,
        sharedBuffers,
        startTimeout,
        onUnexpectedExit,
        false);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
