package io.athanor.app.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;

/**
 * The right to a home, held until it is closed or the process ends, however it ends. The file
 * stays: it only carries the lock and the name of its owner, and a file that is removed and made
 * again would let two nodes hold it.
 */
final class HomeLock implements AutoCloseable {

  private static final Set<OpenOption> OPTIONS =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
  private static final int LONGEST_OWNER = 512;

  private final String claim;
  private final Path file;
  private final FileChannel channel;
  private final Instant since;

  private HomeLock(String claim, Path file, FileChannel channel, Instant since) {
    this.claim = claim;
    this.file = file;
    this.channel = channel;
    this.since = since;
  }

  /**
   * Takes the lock of {@code home}.
   *
   * @throws HomeInUse when another node has it
   * @throws HomeUnusable when the file cannot be used
   */
  static HomeLock take(Path home, Instant now) {
    // The system's lock belongs to the process, and closing any channel on the file drops it: a
    // second node in this process must be stopped before it opens the file (HomeLockTest).
    String claim = HomeLock.class.getName() + ":" + home;
    String self = "process " + ProcessHandle.current().pid() + " (this process)";
    if (System.getProperties().putIfAbsent(claim, now.toString()) != null) {
      throw new HomeInUse(home.toString(), self);
    }
    Path file = home.resolve("node.lock");
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel = open(home, file);
      HomeLock lock = new HomeLock(claim, file, channel, now);
      lock.announce("starting");
      taken = true;
      return lock;
    } finally {
      if (!taken) {
        closeQuietly(channel);
        System.getProperties().remove(claim);
      }
    }
  }

  private static FileChannel open(Path home, Path file) {
    FileChannel channel = null;
    boolean held = false;
    try {
      channel = FileChannel.open(file, OPTIONS, PrivateFile.ownerOnly());
      FileLock lock = channel.tryLock();
      held = lock != null;
      if (!held) {
        throw new HomeInUse(home.toString(), owner(channel));
      }
      return channel;
    } catch (OverlappingFileLockException e) {
      throw new HomeInUse(home.toString(), "this process");
    } catch (IOException e) {
      throw problem(file, e);
    } finally {
      if (!held) {
        closeQuietly(channel);
      }
    }
  }

  private static HomeUnusable problem(Path file, IOException e) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            || Files.notExists(file, LinkOption.NOFOLLOW_LINKS)
        ? PrivateFile.unwritable(file, e)
        : new HomeUnusable(file + " is no ordinary file; remove it", e);
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST_OWNER);
    channel.read(bytes, 0);
    String owner = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    String line = owner.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
    return line.isBlank() ? "a node that has just started" : line;
  }

  /** Says to others what the owner is doing or where it listens. */
  void announce(String address) {
    String owner =
        "process %d, %s, since %s%n".formatted(ProcessHandle.current().pid(), address, since);
    try {
      channel.position(0);
      PrivateFile.writeAll(channel, owner);
      channel.truncate(owner.getBytes(StandardCharsets.UTF_8).length);
    } catch (IOException e) {
      throw PrivateFile.unwritable(file, e);
    }
  }

  /** Gives the home back. */
  @Override
  public void close() {
    closeQuietly(channel);
    System.getProperties().remove(claim);
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // The lock ends with the process at the latest; nothing can be done about it before.
    }
  }
}
