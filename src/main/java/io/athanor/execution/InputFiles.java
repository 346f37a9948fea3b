package io.athanor.execution;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.execution.sandbox.StoredInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of contents, each a file that is named by its digest, within a number of bytes: those
 * that nobody has used for longest go first, those in use never. Everything here may block.
 */
final class InputFiles {

  private static final Logger LOG = LoggerFactory.getLogger(InputFiles.class);
  private static final String NO_ROOM = "no-room-for-inputs";

  /** What is left free on the disk: below half of it the node takes no work at all. */
  private static final long LEFT_FREE = 128L << 20;

  /** One file; its mark is what it looked like when its digest was right. */
  private static final class Entry {
    private final long bytes;
    private Object mark;

    Entry(long bytes, Object mark) {
      this.bytes = bytes;
      this.mark = mark;
    }
  }

  private final Path folder;
  private final long most;
  private final Duration patience;
  private final ToLongFunction<Path> room;
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Integer> users = new HashMap<>();
  private boolean open;
  private long coming;
  private long names;

  /**
   * A folder that need not exist yet.
   *
   * @param most bytes that are kept
   * @param patience how long an attempt waits for room on the disk
   * @param room bytes that the disk has left
   */
  InputFiles(Path folder, long most, Duration patience, ToLongFunction<Path> room) {
    this.folder = folder;
    this.most = most;
    this.patience = patience;
    this.room = room;
  }

  /** Below the home of a node. */
  static InputFiles in(Path home, long most) {
    return new InputFiles(
        home.toAbsolutePath().resolve("inputs"),
        most,
        Duration.ofSeconds(30),
        path -> path.toFile().getUsableSpace());
  }

  /** How long an attempt waits for room. */
  Duration patience() {
    return patience;
  }

  /** Whether something failed only because the disk is full. */
  static boolean isNoRoom(Throwable cause) {
    return cause instanceof RefusedException refused && NO_ROOM.equals(refused.refusal().type());
  }

  /** The file, if it is there and whole; it stays until it is released. */
  Optional<StoredInput> take(String digest) throws IOException {
    Path file = folder.resolve(digest);
    Entry entry;
    Object seen = mark(file);
    synchronized (this) {
      open();
      entry = entries.get(digest);
      if (entry == null) {
        return Optional.empty();
      }
      users.merge(digest, 1, Integer::sum);
      if (seen != null && seen.equals(entry.mark)) {
        return Optional.of(new StoredInput(file, entry.bytes));
      }
    }
    boolean whole = seen != null && digestOf(file).equals(digest);
    synchronized (this) {
      if (whole) {
        entry.mark = seen;
        return Optional.of(new StoredInput(file, entry.bytes));
      }
      users.computeIfPresent(digest, InputFiles::less);
      LOG.warn("the kept input {} was damaged and is fetched again", digest);
      entries.remove(digest, entry);
      Files.deleteIfExists(file);
      return Optional.empty();
    }
  }

  /** Somebody who took it no longer needs it. */
  synchronized void release(String digest) {
    users.computeIfPresent(digest, InputFiles::less);
    evictBeyond(most - coming);
  }

  private static Integer less(String digest, Integer users) {
    return users > 1 ? users - 1 : null;
  }

  /** A new file for a content; fails while the disk has no room for it. */
  synchronized IncomingInput begin(String digest, long bytes) throws IOException {
    open();
    evictBeyond(most - bytes - coming);
    while (isFull(bytes + coming)) {
      if (!evictOne()) {
        throw noRoom(bytes);
      }
    }
    coming += bytes;
    return new IncomingInput(this, digest, bytes, folder.resolve(".new-" + names++));
  }

  /** It is here now, and stays until it is released. */
  synchronized StoredInput keep(String digest, long bytes, Path written) throws IOException {
    Path file = folder.resolve(digest);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    entries.put(digest, new Entry(bytes, mark(file)));
    users.merge(digest, 1, Integer::sum);
    return new StoredInput(file, bytes);
  }

  /** It no longer comes, or has come. */
  synchronized void arrived(long bytes) {
    coming -= bytes;
  }

  /** Whether so many bytes more would be too many. */
  boolean isFull(long bytes) {
    return room.applyAsLong(folder) - bytes < LEFT_FREE;
  }

  static RefusedException noRoom(long bytes) {
    String detail = "The disk of this node's home has no room for an input of " + bytes + " bytes.";
    return new RefusedException(
        new Refusal(Failure.UNAVAILABLE, NO_ROOM, detail, "Free some of it.", null));
  }

  private void evictBeyond(long bytes) {
    boolean more = true;
    while (more && entries.values().stream().mapToLong(entry -> entry.bytes).sum() > bytes) {
      more = evictOne();
    }
  }

  private boolean evictOne() {
    Optional<String> oldest =
        entries.keySet().stream().filter(digest -> !users.containsKey(digest)).findFirst();
    oldest.ifPresent(
        digest -> {
          entries.remove(digest);
          delete(folder.resolve(digest));
        });
    return oldest.isPresent();
  }

  /** What an earlier node has kept is known by its name, and read once before it is used. */
  private void open() throws IOException {
    if (open) {
      return;
    }
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    try (Stream<Path> found = Files.list(folder)) {
      List<Path> files =
          found.sorted(Comparator.comparingLong(file -> file.toFile().lastModified())).toList();
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.matches("[0-9a-f]{64}")) {
          entries.put(name, new Entry(Files.size(file), null));
        } else {
          Files.delete(file);
        }
      }
    }
    open = true;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes with every change of the file, which a time of modification does not. */
  private static Object mark(Path file) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? Files.readAttributes(file, "unix:size,ctime,ino")
        : null;
  }

  private static String digestOf(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
