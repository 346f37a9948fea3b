package io.athanor.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders below {@code target} that the database server's user can enter. */
public final class TestFolders {

  private static final Path ROOT = Path.of("target", "databases").toAbsolutePath();

  private TestFolders() {}

  /** A new empty folder; whoever creates it deletes it. */
  public static Path create(String prefix) throws IOException {
    Path folder = Files.createTempDirectory(Files.createDirectories(ROOT), prefix + "-");
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
  }

  /** Where all tests unpack the programs of PostgreSQL, once. */
  public static Path binaries() {
    return ROOT.resolve("postgres");
  }
}
