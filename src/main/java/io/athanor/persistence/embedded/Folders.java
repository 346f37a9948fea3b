package io.athanor.persistence.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders that are prepared under a temporary name, then renamed, so that a kill half-way leaves
 * only what the next start clears.
 */
final class Folders {

  private static final Logger log = LoggerFactory.getLogger(Folders.class);

  private static final Pattern TEMPORARY =
      Pattern.compile("\\.(?:[a-z]+)-(?<pid>[0-9]+)-[0-9a-f]{8}");

  private Folders() {}

  /** A name that nobody else uses and that tells which process it belongs to. */
  static String temporaryName(String purpose) {
    return "."
        + purpose
        + "-"
        + ProcessHandle.current().pid()
        + "-"
        + UUID.randomUUID().toString().substring(0, 8);
  }

  /**
   * Creates the folder and its missing parents with the mode given, as in {@code rwx--x--x}; what
   * exists stays as it is.
   */
  static Path create(Path folder, String mode) throws IOException {
    if (Files.isDirectory(folder)) {
      return folder;
    }
    if (folder.getParent() != null) {
      create(folder.getParent(), mode);
    }
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      return folder;
    }
    // Set after creation, because the umask takes bits away from the mode of a creation.
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
  }

  /** Deletes what processes that no longer live left under a temporary name. */
  static void deleteAbandoned(Path parent) throws IOException {
    Predicate<Path> abandoned =
        path -> {
          Matcher name = TEMPORARY.matcher(path.getFileName().toString());
          return name.matches() && ProcessHandle.of(Long.parseLong(name.group("pid"))).isEmpty();
        };
    try (Stream<Path> children = Files.list(parent)) {
      for (Path path : children.filter(abandoned).toList()) {
        try {
          delete(path);
        } catch (IOException e) {
          // A program of the killed process may still be writing there; the next start tries again.
          log.debug("cannot delete {} yet: {}", path, e.toString());
        }
      }
    }
  }

  /**
   * Deletes a file or a folder with all that is in it; following no link. Nothing there is fine.
   */
  static void delete(Path root) throws IOException {
    walk(
        root,
        path -> {
          Files.deleteIfExists(path);
        });
  }

  /**
   * Gives a whole tree to another user, the root last, so that an unfinished change is seen and
   * repeated.
   */
  static void chown(Path root, int uid, int gid) throws IOException {
    walk(
        root,
        path -> {
          Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
          Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        });
  }

  /** The uid that owns a file. */
  static int owner(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid");
  }

  /** Forces a rename inside this folder to disk. */
  static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private interface Step {
    void on(Path path) throws IOException;
  }

  private static void walk(Path root, Step step) throws IOException {
    if (Files.notExists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            step.on(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            if (e != null) {
              throw e;
            }
            step.on(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
