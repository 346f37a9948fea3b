package io.athanor.app.home;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes the folder of a home, or sees that it can be trusted. */
final class HomeFolder {

  private static final Integer ROOT = 0;

  private HomeFolder() {}

  /** Whether this process is root's. */
  static boolean runsAsRoot() {
    try {
      return ROOT.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return "root".equals(System.getProperty("user.name"));
    }
  }

  /**
   * The folder, made if need be, absolute and without links.
   *
   * @throws HomeUnusable when it cannot be made or trusted
   */
  static Path prepare(Path wanted) {
    Path home = wanted.toAbsolutePath().normalize();
    try {
      if (Files.exists(home, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(home)) {
        throw new HomeUnusable(home + " is no folder; choose another home with ATHANOR_HOME");
      }
      if (!Files.isDirectory(home)) {
        make(home);
      }
      Path real = home.toRealPath();
      protect(real);
      return real;
    } catch (FileAlreadyExistsException e) {
      throw new HomeUnusable(
          "cannot make %s: %s is no folder; choose another home with ATHANOR_HOME"
              .formatted(home, e.getFile()),
          e);
    } catch (IOException e) {
      throw new HomeUnusable(
          "cannot make %s: %s; choose another home with ATHANOR_HOME"
              .formatted(home, PrivateFile.reason(e)),
          e);
    }
  }

  private static void make(Path home) throws IOException {
    // Root's embedded database runs under another uid, which must pass through; the files inside
    // are private one by one.
    String permissions = runsAsRoot() ? "rwxr-xr-x" : "rwx------";
    Files.createDirectories(
        home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString(permissions));
  }

  /**
   * Whoever may write into a home may replace the admin key. Not repaired, because the folder may
   * be one that others live in, such as /tmp.
   */
  private static void protect(Path home) throws IOException {
    if (Files.getPosixFilePermissions(home).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new HomeUnusable(
          "everybody can write into %s; chmod o-w it, or choose another home with ATHANOR_HOME"
              .formatted(home));
    }
  }
}
