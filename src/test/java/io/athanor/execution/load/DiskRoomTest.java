package io.athanor.execution.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskRoomTest {

  private static final Path HOME = Path.of("/home/of/the/node");

  private final Map<String, Long> free = new HashMap<>();
  private final DiskRoom room = new DiskRoom(HOME, file -> free.getOrDefault(file.toString(), -1L));

  @Test
  void thereIsRoomDownToTheLeastAndWhereNothingIsKnown() {
    assertThat(room.full()).isEmpty();
    free.put(HOME.toString(), DiskRoom.LEAST);
    assertThat(room.full()).isEmpty();
  }

  @Test
  void whichDiskIsFullIsSaidWithoutItsPath() {
    free.put(HOME.toString(), DiskRoom.LEAST - 1);
    assertThat(room.full().orElseThrow())
        .isEqualTo("the disk of its home is full, 63 MB are free, which is below 64 MB");
    free.put(HOME.toString(), DiskRoom.LEAST);
    free.put(HOME.resolve("data").toString(), 0L);
    assertThat(room.full().orElseThrow()).contains("its database", " 0 MB");
    free.put(HOME.resolve("data").toString(), DiskRoom.LEAST);
    free.put("/proc/self/fd/2", 0L);
    assertThat(room.full().orElseThrow()).contains("its log");
    free.clear();
    assertThat(room.full()).isEmpty();
  }

  @Test
  void aFolderThatIsNotThereIsNotFull(@TempDir Path folder) {
    assertThat(new DiskRoom(folder.resolve("gone")).full()).isEmpty();
  }
}
