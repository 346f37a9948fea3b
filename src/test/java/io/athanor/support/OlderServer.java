package io.athanor.support;

import io.athanor.persistence.embedded.EmbeddedServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The PostgreSQL before the bundled one, of the same maker, whose archive the build puts beside the
 * tests.
 */
public final class OlderServer {

  private static final String FOLDER = "postgres-older";

  private OlderServer() {}

  /** Options for a throw-away server of that version. */
  public static EmbeddedServerOptions options(Path home) throws IOException {
    return EmbeddedServerOptions.at(home).withInstallation(unpacked()).forTestsWithoutDurability();
  }

  private static synchronized Path unpacked() throws IOException {
    Path archive = archive();
    Path folder = TestFolders.binaries().resolveSibling(FOLDER + "-" + Files.size(archive));
    if (Files.notExists(folder)) {
      Path draft = TestFolders.create(FOLDER);
      try (InputStream bytes = Files.newInputStream(archive);
          TarArchiveInputStream tar =
              new TarArchiveInputStream(new XZCompressorInputStream(bytes))) {
        for (TarArchiveEntry one = tar.getNextEntry(); one != null; one = tar.getNextEntry()) {
          write(tar, one, draft.resolve(one.getName()));
        }
      }
      Files.move(draft, folder);
    }
    return folder;
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry one, Path path)
      throws IOException {
    Files.createDirectories(one.isDirectory() ? path : path.getParent());
    if (one.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(one.getLinkName()));
    } else if (!one.isDirectory()) {
      Files.copy(tar, path);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static Path archive() throws IOException {
    Path folder = Path.of(URI.create(OlderServer.class.getResource("/" + FOLDER).toString()));
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(path -> path.toString().endsWith(".txz")).findFirst().orElseThrow();
    }
  }
}
