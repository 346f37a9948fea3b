package io.athanor.app.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Small files that only their owner may read, written whole or not at all. */
final class PrivateFile {

  private static final int LARGEST = 64 * 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private PrivateFile() {}

  /** The attribute with which a file is private from its first moment on. */
  static FileAttribute<Set<PosixFilePermission>> ownerOnly() {
    return PosixFilePermissions.asFileAttribute(OWNER_ONLY);
  }

  /**
   * Replaces {@code file} in one step; a crash leaves the old one or the new one.
   *
   * @throws HomeUnusable when that is not possible
   */
  static void write(Path file, String text) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      // A rest of a crash, or something put in our way: never written through.
      Files.deleteIfExists(fresh);
      try (FileChannel channel = FileChannel.open(fresh, NEW, ownerOnly())) {
        writeAll(channel, text);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      discard(fresh, e);
      throw unwritable(file, e);
    }
  }

  static void writeAll(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  private static void discard(Path fresh, IOException first) {
    try {
      Files.deleteIfExists(fresh);
    } catch (IOException e) {
      first.addSuppressed(e);
    }
  }

  /**
   * The text of {@code file} without surrounding white space; absent when there is no such file.
   *
   * @throws HomeUnusable when it is a link, a folder, too large or cannot be read
   */
  static Optional<String> read(Path file) {
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new HomeUnusable(file + " is no ordinary file; remove it, a new one will be made");
      }
      if (Files.size(file) > LARGEST) {
        throw new HomeUnusable(file + " is too large; remove it, a new one will be made");
      }
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new HomeUnusable("cannot read " + file + ": " + reason(e), e);
    }
  }

  /**
   * Takes the rights of everybody but the owner away.
   *
   * @return whether there were any
   * @throws HomeUnusable when that is not possible
   */
  static boolean close(Path file) {
    try {
      if (Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).equals(OWNER_ONLY)) {
        return false;
      }
      Files.setPosixFilePermissions(file, OWNER_ONLY);
      return true;
    } catch (IOException e) {
      throw new HomeUnusable(
          "others can read %s, and that cannot be changed: %s; chmod 600 it as its owner"
              .formatted(file, reason(e)),
          e);
    }
  }

  static HomeUnusable unwritable(Path file, IOException e) {
    return new HomeUnusable(
        "cannot write %s: %s; free or unlock that place, or choose another with ATHANOR_HOME"
            .formatted(file, reason(e)),
        e);
  }

  /** What the system said, without the path that the sentence around it names already. */
  static String reason(IOException e) {
    if (e instanceof FileSystemException refusal && refusal.getReason() != null) {
      return refusal.getReason();
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such place";
    }
    return String.valueOf(e.getMessage());
  }
}
