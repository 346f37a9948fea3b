package io.athanor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A folder of this machine that takes files under names that others chose. Nothing is written
 * outside of it, whatever the name and whatever links lie in it, and a file is whole or not there.
 */
final class DownloadFolder {
  private static final int BUFFER = 64 * 1024;

  private final Path root;
  private final boolean replaces;

  /**
   * A folder that may not be there yet.
   *
   * @param replaces whether a file of the same name and other contents is replaced
   */
  DownloadFolder(String root, boolean replaces) {
    try {
      this.root = Path.of(root);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "'" + SafeText.line(root) + "' is no name of a folder.", e);
    }
    this.replaces = replaces;
  }

  /**
   * Where a file will be.
   *
   * @param there whether it is there already
   */
  record Place(String name, String digest, Path file, boolean there) {}

  /**
   * Finds the place of a file and writes nothing.
   *
   * @throws CommandFailure when its name leads elsewhere, or another file is there
   */
  Place place(String name, String digest) {
    Path file = inside(name);
    boolean exists = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    try {
      if (exists && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw CommandFailure.usage(
            shown(file) + " is there and no plain file; choose another DIR.");
      }
      if (exists && Digest.of(file).equals(digest)) {
        return new Place(name, digest, file, true);
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
    if (exists && !replaces) {
      throw CommandFailure.usage(
          shown(file) + " is there with other contents; choose another DIR, or add --force.");
    }
    return new Place(name, digest, file, false);
  }

  private Path inside(String name) {
    Path at = root;
    for (String part : name.split("/", -1)) {
      boolean plain =
          !part.isEmpty()
              && !part.equals(".")
              && !part.equals("..")
              && part.chars().noneMatch(c -> c < ' ' || c == 0x7f);
      if (!plain) {
        throw leadsElsewhere(name);
      }
      if (!at.equals(root) && Files.isSymbolicLink(at)) {
        throw leadsElsewhere(name);
      }
      try {
        at = at.resolve(part);
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(
            ExitCode.CONFIGURATION,
            "'" + SafeText.line(name) + "' cannot be the name of a file on this machine.",
            e);
      }
    }
    return at;
  }

  private CommandFailure leadsElsewhere(String name) {
    return new CommandFailure(
        ExitCode.REFUSED,
        "'" + SafeText.line(name) + "' leads out of " + shown(root) + "; it is not downloaded.");
  }

  /** Writes a file beside its place, and moves it there once it is whole and of its digest. */
  void store(Place place, Supplier<InputStream> bytes) {
    Path file = place.file();
    Path part = null;
    try {
      Files.createDirectories(file.getParent() == null ? Path.of(".") : file.getParent());
      inside(place.name());
      part = file.resolveSibling(".athanor-" + UUID.randomUUID() + ".part");
      // When Ctrl-C ends this process.
      part.toFile().deleteOnExit();
      if (!copied(bytes, part).equals(place.digest())) {
        throw new CommandFailure(
            ExitCode.FAILED,
            "What came of '"
                + SafeText.line(place.name())
                + "' is cut off or damaged and was not kept; try again.");
      }
      if (replaces) {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } else {
        // Fails where somebody else made a file of this name in the meantime.
        Files.move(part, file);
      }
    } catch (IOException e) {
      throw failed(file, e);
    } finally {
      discard(part);
    }
  }

  private static String copied(Supplier<InputStream> bytes, Path part) throws IOException {
    Digest digest = new Digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = bytes.get();
        OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
      for (int n = received(in, buffer); n >= 0; n = received(in, buffer)) {
        out.write(buffer, 0, n);
        digest.add(buffer, n);
      }
    }
    return digest.hexadecimal();
  }

  private static int received(InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "The server broke off ("
              + SafeText.line(String.valueOf(e.getMessage()))
              + "); what came was not kept. Try again.",
          e);
    }
  }

  private static void discard(Path part) {
    try {
      if (part != null) {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      // It is deleted at the end of this process, or cannot be.
      part.toFile().deleteOnExit();
    }
  }

  private static CommandFailure failed(Path file, IOException e) {
    return new CommandFailure(
        ExitCode.CANNOT_WRITE,
        "Cannot write "
            + shown(file)
            + ": "
            + SafeText.line(why(file, e))
            + ". Choose another DIR with --to.",
        e);
  }

  private static String why(Path file, IOException e) {
    for (Path at = file.getParent(); at != null; at = at.getParent()) {
      if (Files.exists(at) && !Files.isDirectory(at)) {
        return shown(at) + " is there and no folder";
      }
    }
    if (e instanceof FileAlreadyExistsException) {
      return "something came there in the meantime";
    }
    if (e instanceof AccessDeniedException) {
      return "you may not write there";
    }
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return reason == null || reason.isBlank() ? e.getClass().getSimpleName() : reason;
  }

  private static String shown(Path file) {
    return "'" + SafeText.line(file.toString()) + "'";
  }
}
