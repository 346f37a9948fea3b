package io.athanor.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.support.TestFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The unpacked programs: whole or unpacked again, by any number of processes at once, writable by
 * nobody else.
 */
class InstallationIT {

  @Test
  void isUnpackedOnceByTwoAndRepairedWhenDamaged() throws Exception {
    Path binaries = TestFolders.create("binaries");
    EmbeddedServerOptions options = EmbeddedServerOptions.at(binaries).withBinaries(binaries);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<Installation> unpack = () -> Installation.of(options);
      List<Future<Installation>> both = threads.invokeAll(List.of(unpack, unpack));
      Path root = both.get(0).get().root();
      assertThat(both.get(1).get().root()).isEqualTo(root);
      assertThat(root.getFileName().toString()).matches("[0-9.]+-[0-9a-f]+");
      assertOnlyOneAndClosed(binaries);

      long modified = Files.getLastModifiedTime(root).toMillis();
      assertThat(Installation.of(options).root()).isEqualTo(root);
      assertThat(Files.getLastModifiedTime(root).toMillis())
          .as("not unpacked again")
          .isEqualTo(modified);

      long size = Files.size(root.resolve("bin/postgres"));
      Files.delete(root.resolve("bin/initdb"));
      Files.write(root.resolve("bin/postgres"), new byte[10]);
      Files.createDirectory(binaries.resolve(".unpack-999999999-0123abcd"));
      assertThat(Installation.of(options).program("initdb")).isExecutable();
      assertThat(root.resolve("bin/postgres")).hasSize(size);
      assertOnlyOneAndClosed(binaries);
    } finally {
      threads.shutdownNow();
      Folders.delete(binaries);
    }
  }

  private static void assertOnlyOneAndClosed(Path binaries) throws Exception {
    try (Stream<Path> children = Files.list(binaries)) {
      assertThat(children).hasSize(1);
    }
    try (Stream<Path> paths = Files.walk(binaries)) {
      for (Path path :
          paths.filter(path -> !Files.isSymbolicLink(path) && !path.equals(binaries)).toList()) {
        assertThat(Files.getPosixFilePermissions(path))
            .as(path::toString)
            .contains(PosixFilePermission.OTHERS_READ)
            .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
      }
    }
  }
}
