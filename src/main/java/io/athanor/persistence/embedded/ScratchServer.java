package io.athanor.persistence.embedded;

import io.athanor.persistence.JdbcTarget;
import io.athanor.persistence.twin.TwinSite;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server for as long as a command runs, in a folder of its own among the temporary ones. Several
 * may run at once. What one leaves that was killed is removed by the next: the system's lock on a
 * file in the folder ends with the process, however that ends.
 */
public final class ScratchServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ScratchServer.class);
  private static final String PREFIX = "athanor-scratch-";
  private static final String LOCK = "scratch.lock";

  /** A folder without a lock may be one that another process makes at this moment. */
  private static final Duration SURELY_LEFT = Duration.ofMinutes(2);

  private final Path folder;
  private final FileChannel lock;
  private final EmbeddedServer server;
  private boolean closed;

  private ScratchServer(Path folder, FileChannel lock, EmbeddedServer server) {
    this.folder = folder;
    this.lock = lock;
    this.server = server;
  }

  /**
   * Starts one; blocks.
   *
   * @param binaries a folder with the unpacked programs; unpacked into the own one where absent
   * @throws EmbeddedServerException when it cannot run here; the message says what to do next
   */
  public static ScratchServer start(Optional<Path> binaries) {
    Path parent = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    Path folder = parent.resolve(PREFIX + UUID.randomUUID().toString().substring(0, 8));
    FileChannel lock = null;
    try {
      sweep(parent);
      boolean root = Folders.owner(Path.of("/proc/self")) == 0;
      String mode = root ? "rwx--x--x" : "rwx------";
      Files.createDirectory(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
      lock =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      System.setProperty(owned(folder), "");
      lock.lock();
      EmbeddedServerOptions options =
          EmbeddedServerOptions.at(folder).withMaxConnections(20).withoutDurability();
      EmbeddedServerOptions placed = binaries.map(options::withBinaries).orElse(options);
      return new ScratchServer(folder, lock, EmbeddedServer.start(placed));
    } catch (IOException e) {
      remove(folder, lock);
      throw new EmbeddedServerException(
          "cannot start a database server in "
              + parent
              + ": "
              + e.getMessage()
              + ". Give Java another folder for what is temporary: -Djava.io.tmpdir=FOLDER",
          e);
    } catch (RuntimeException e) {
      remove(folder, lock);
      throw e;
    }
  }

  /** The database, which is empty. */
  public JdbcTarget target() {
    return server.target();
  }

  /** The server with its files. */
  public TwinSite site() {
    return new TwinSite(server.administration(), folder.resolve("data"));
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /** Stops it and removes its folder. Harmless when repeated. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      server.close();
      remove(folder, lock);
    }
  }

  private static void remove(Path folder, FileChannel lock) {
    try {
      Folders.delete(folder);
      if (lock != null) {
        lock.close();
      }
      System.clearProperty(owned(folder));
    } catch (IOException e) {
      log.warn("{} was not removed, the next one will do it: {}", folder, e.toString());
    }
  }

  /** Removes the folders whose processes have ended. */
  static void sweep(Path parent) throws IOException {
    int self = Folders.owner(Path.of("/proc/self"));
    try (Stream<Path> found = Files.list(parent)) {
      for (Path folder : found.filter(ScratchServer::named).toList()) {
        try {
          if (Folders.owner(folder) == self && left(folder)) {
            Folders.delete(folder);
          }
        } catch (IOException e) {
          log.debug("cannot remove {} yet: {}", folder, e.toString());
        }
      }
    }
  }

  private static boolean named(Path path) {
    return path.getFileName().toString().matches(PREFIX + "[0-9a-f]{8}")
        && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static String owned(Path folder) {
    return ScratchServer.class.getName() + ":" + folder.getFileName();
  }

  private static boolean left(Path folder) throws IOException {
    Path file = folder.resolve(LOCK);
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      Instant since = Files.getLastModifiedTime(folder).toInstant();
      return since.plus(SURELY_LEFT).isBefore(Instant.now());
    }
    // Not one of this process: to close a channel on it would end its lock.
    if (System.getProperty(owned(folder)) != null) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    }
  }
}
