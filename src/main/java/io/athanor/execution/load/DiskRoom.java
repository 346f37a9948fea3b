package io.athanor.execution.load;

import io.athanor.contract.Nodes;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Whether there is room on the disks that a node writes to: of its home, of the database in it, and
 * of the file that its log goes to. Programs write to none of them, but what they leave has to be
 * stored.
 */
final class DiskRoom {

  /** For what runs already: its output, artefacts and results, and what is said of it. */
  static final long LEAST = Nodes.LEAST_ROOM;

  private record Place(String name, File file) {}

  private final List<Place> places;
  private final ToLongFunction<File> free;

  DiskRoom(Path home) {
    this(home, DiskRoom::usable);
  }

  /**
   * With another measure.
   *
   * @param free bytes that may still be written where the file is; negative when that is not known
   */
  DiskRoom(Path home, ToLongFunction<File> free) {
    this.places =
        List.of(
            new Place("its home", home.toFile()),
            new Place("its database", home.resolve("data").toFile()),
            new Place("its log", new File("/proc/self/fd/2")));
    this.free = free;
  }

  private static long usable(File file) {
    // A pipe or a terminal that the log goes to has no room, and needs none.
    boolean counts = (file.isDirectory() || file.isFile()) && file.getTotalSpace() > 0;
    return counts ? file.getUsableSpace() : -1;
  }

  /** Why nothing more may be started, in words; empty while there is room. */
  Optional<String> full() {
    return places.stream().flatMap(place -> why(place).stream()).findFirst();
  }

  private Optional<String> why(Place place) {
    long bytes = free.applyAsLong(place.file());
    return bytes < 0 || bytes >= LEAST
        ? Optional.empty()
        : Optional.of(
            "the disk of %s is full, %d MB are free, which is below %d MB"
                .formatted(place.name(), bytes >> 20, LEAST >> 20));
  }
}
