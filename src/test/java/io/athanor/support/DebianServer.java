package io.athanor.support;

import io.athanor.persistence.embedded.EmbeddedServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The PostgreSQL that Debian and Ubuntu install, to run suites on the oldest version that we
 * support as well as on the bundled one.
 */
public final class DebianServer {

  private DebianServer() {}

  /** The oldest installed version from 15 on, if there is one. */
  public static Optional<Path> installation() throws IOException {
    Path root = Path.of("/usr/lib/postgresql");
    if (Files.notExists(root)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(root)) {
      return versions
          .filter(path -> path.getFileName().toString().matches("[0-9]{2}") && major(path) >= 15)
          .filter(path -> Files.isExecutable(path.resolve("bin/postgres")))
          .min(Comparator.comparing(DebianServer::major));
    }
  }

  /** Options for a throw-away server of that version. */
  public static EmbeddedServerOptions options(Path home, Path installation) {
    return EmbeddedServerOptions.at(home)
        .withInstallation(installation)
        .forTestsWithoutDurability();
  }

  private static int major(Path installation) {
    return Integer.parseInt(installation.getFileName().toString());
  }
}
