package io.athanor.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.athanor.support.TestFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As root, as an ordinary user, and where the unprivileged user cannot enter. */
class EmbeddedServerUsersIT {

  private Path home;

  @BeforeEach
  void createHome() throws IOException {
    home = Homes.create();
  }

  @AfterEach
  void deleteHome() throws IOException {
    Homes.delete(home);
  }

  @Test
  void ordinaryUserRunsItDirectly() throws Exception {
    EmbeddedServer.start(Homes.options(home)).close();
    Path open = TestFolders.create("classpath");
    Path own = Homes.create();
    try {
      List<String> prefix = List.of();
      if (Folders.owner(Path.of("/proc/self")) == 0) {
        Folders.chown(own, 65_534, 65_534);
        prefix = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
      }
      Process child = ServerChild.start(own, prefix, ServerChild.openClassPath(open));
      Processes.soon().until(() -> Files.exists(own.resolve("child.pid")) || !child.isAlive());
      assertThat(Files.exists(own.resolve("child.pid"))).as(() -> output(own)).isTrue();
      long server = Long.parseLong(Files.readString(own.resolve("child.pid")));
      assertThat(Folders.owner(Path.of("/proc", Long.toString(server))))
          .isEqualTo(Folders.owner(own.resolve("data")));
      child.destroyForcibly().waitFor();
      Processes.soon()
          .until(
              () ->
                  !Processes.isAlive(server)
                      && Files.notExists(own.resolve("data/postmaster.pid")));
    } finally {
      Homes.delete(own);
      Folders.delete(open);
      Files.deleteIfExists(own.resolveSibling(own.getFileName() + ".out"));
    }
  }

  @Test
  void closedHomeFallsBackToAUserNamespaceOrSaysWhatToDo() throws Exception {
    Path closed = Files.createDirectory(home.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    EmbeddedServerOptions options = Homes.options(closed);
    if (new ProcessBuilder("unshare", "--user", "true").start().waitFor() == 0) {
      try (EmbeddedServer server = EmbeddedServer.start(options)) {
        assertThat(Folders.owner(closed.resolve("data")))
            .isEqualTo(Folders.owner(Path.of("/proc/self")));
        assertThat(Rows.query(server.target(), "SHOW fsync")).isEqualTo("on");
      }
      // Opened later, the data goes to the unprivileged user.
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx--x--x"));
      try (EmbeddedServer server = EmbeddedServer.start(options)) {
        assertThat(Rows.query(server.target(), "SELECT 1")).isEqualTo("1");
      }
    } else {
      assertThatExceptionOfType(EmbeddedServerException.class)
          .isThrownBy(() -> EmbeddedServer.start(options))
          .withMessageContaining("ATHANOR_HOME");
    }
  }

  private static String output(Path home) {
    try {
      return Files.readString(home.resolveSibling(home.getFileName() + ".out"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
