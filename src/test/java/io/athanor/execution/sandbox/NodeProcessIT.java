package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can only be seen from outside a node: its life as an ordinary user. */
class NodeProcessIT {
  private static final int UID = 61_800;
  @TempDir Path directory;

  @BeforeEach
  void openToAll() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /**
   * A node that starts again with the same home uses what its predecessor left, and takes it away
   * in the end.
   */
  @AfterEach
  void theSameHomeWorksAgain() throws Exception {
    Sandboxes.open(Configs.withUids(SandboxConfig.defaults(directory, 1), UID)).close();
  }

  @Test
  void anOrdinaryUserRunsPrograms() throws Exception {
    Path home = Files.createDirectory(directory.resolve("home"));
    List<String> prefix = List.of();
    if ("root".equals(System.getProperty("user.name"))) {
      Files.setAttribute(home, "unix:uid", UID);
      prefix = List.of("/usr/bin/setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups");
    }
    String program = "import os\nresult = [os.getuid(), os.getppid()]";
    try (NodeChild node =
        NodeChild.start(
            prefix, ReadableClassPath.copiedTo(directory), Tier.NAMESPACED, home, UID, program)) {
      assertThat(node.readUntil("END")).contains("END SUCCEEDED").contains("[1000,1]");
      assertThat(node.ends()).isTrue();
    }
  }
}
