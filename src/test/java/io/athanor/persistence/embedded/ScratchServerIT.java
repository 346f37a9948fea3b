package io.athanor.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Servers for as long as they are needed leave nothing, also when they are killed. */
class ScratchServerIT {

  @Test
  void twoAtOnceDoNotDisturbEachOtherAndLeaveNothing() throws Exception {
    Path gone;
    try (ScratchServer one = ScratchServer.start(Optional.empty())) {
      Path programs = one.folder().resolve("postgres");
      try (ScratchServer two = ScratchServer.start(Optional.of(programs))) {
        gone = two.folder();
        assertThat(gone).isNotEqualTo(one.folder());
        assertThat(Rows.query(one.target(), "SELECT 1")).isEqualTo("1");
        assertThat(Rows.query(two.target(), "SELECT 1")).isEqualTo("1");
        assertThat(two.site().data()).isDirectory();
      }
      assertThat(gone).doesNotExist();
      assertThat(Rows.query(one.target(), "SELECT 1")).isEqualTo("1");
      gone = one.folder();
    }
    assertThat(gone).doesNotExist();
  }

  /** Its process is gone, so nobody holds the lock. */
  @Test
  void whatAKilledOneLeftIsRemovedByTheNext() throws Exception {
    Path parent = Files.createTempDirectory("scratch-parent");
    Path left = Files.createDirectories(parent.resolve("athanor-scratch-0123abcd/data"));
    Files.writeString(left.resolve("rest"), "x");
    Files.createFile(left.getParent().resolve("scratch.lock"));
    Path begun = Files.createDirectory(parent.resolve("athanor-scratch-1123abcd"));
    Path old = Files.createDirectory(parent.resolve("athanor-scratch-2123abcd"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    Path other = Files.createDirectory(parent.resolve("athanor-scratch-mine"));
    ScratchServer.sweep(parent);
    assertThat(left.getParent()).doesNotExist();
    assertThat(old).doesNotExist();
    assertThat(begun).as("another process may be making it").exists();
    assertThat(other).exists();
    Folders.delete(parent);
  }
}
