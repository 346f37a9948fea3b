package io.athanor.persistence.embedded;

import io.athanor.support.TestFolders;
import java.io.IOException;
import java.nio.file.Path;

/** Fresh homes for servers that share one set of unpacked programs. */
final class Homes {

  private Homes() {}

  static Path create() throws IOException {
    return TestFolders.create("home");
  }

  static void delete(Path home) throws IOException {
    Folders.delete(home);
  }

  static EmbeddedServerOptions options(Path home) {
    return EmbeddedServerOptions.at(home)
        .withBinaries(TestFolders.binaries())
        .withSharedBuffers("16MB")
        .withMaxConnections(20);
  }
}
