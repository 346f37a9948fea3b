package io.athanor.app.home;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The folder of a node, for as long as the node runs: {@code node.lock} (only one node at a time),
 * {@code node.id} (which home this is), {@code admin.key}, and {@code node.json} (where the node
 * listens, for the command line).
 */
public final class NodeHome implements AutoCloseable {

  private static final String NODE = "node.json";

  private final Path path;
  private final HomeLock lock;
  private final UUID nodeId;
  private final AdminKey adminKey;
  private final Instant startedAt;

  private NodeHome(Path path, HomeLock lock, Instant startedAt) {
    this.path = path;
    this.lock = lock;
    this.startedAt = startedAt;
    this.nodeId = NodeId.in(path.resolve("node.id"));
    this.adminKey = AdminKey.in(path.resolve("admin.key"));
  }

  /**
   * The home of a node that is told none: for root a folder of the system, else one of the user.
   */
  public static Path usual() {
    boolean root = HomeFolder.runsAsRoot();
    return root
        ? Path.of("/var/lib/athanor")
        : Path.of(System.getProperty("user.home"), ".athanor");
  }

  /**
   * Opens a home, which is made where there is none.
   *
   * @param configured the home asked for; the usual one where absent
   * @param clock the time that others read in the lock
   * @throws HomeInUse when another node runs on it
   * @throws HomeUnusable when it cannot be used; the message says what to do
   */
  public static NodeHome open(Optional<Path> configured, Clock clock) {
    Path path = HomeFolder.prepare(configured.orElseGet(NodeHome::usual));
    Instant now = clock.instant();
    HomeLock lock = HomeLock.take(path, now);
    try {
      // Its writer is gone, since the lock was free; clients must not be sent to its address.
      remove(path.resolve(NODE));
      return new NodeHome(path, lock, now);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** The folder itself, absolute and without links. */
  public Path path() {
    return path;
  }

  /** The id of this home; the same after every restart. */
  public UUID nodeId() {
    return nodeId;
  }

  /** The administrator's key. */
  public AdminKey adminKey() {
    return adminKey;
  }

  /** When the node opened its home. */
  public Instant startedAt() {
    return startedAt;
  }

  /**
   * Tells clients on this machine where the node listens. To be called when it does.
   *
   * @throws HomeUnusable when the file cannot be written
   */
  public void publish(URI url, String version) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("url", url.toString());
    node.put("pid", ProcessHandle.current().pid());
    node.put("nodeId", nodeId.toString());
    node.put("startedAt", startedAt.toString());
    node.put("version", version);
    try {
      PrivateFile.write(path.resolve(NODE), new ObjectMapper().writeValueAsString(node) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts is always JSON", e);
    }
    lock.announce(url.toString());
  }

  /** Takes the address back. Clients then say that no node runs, instead of trying. */
  public void withdraw() {
    remove(path.resolve(NODE));
  }

  /** Withdraws the address and lets another node have the home. Never throws. */
  @Override
  public void close() {
    try {
      withdraw();
    } catch (HomeUnusable e) {
      // The next node on this home removes it; a client that reads it before finds nobody.
    } finally {
      lock.close();
    }
  }

  private static void remove(Path file) {
    try {
      if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw PrivateFile.unwritable(file, e);
    }
  }
}
