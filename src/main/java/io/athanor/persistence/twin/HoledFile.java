package io.athanor.persistence.twin;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The files of a relation of the twin. They are as long as those of the real one and have nothing
 * in them, so they take no room: the planner asks only for their length.
 */
public final class HoledFile {

  /** Bytes of a page. */
  public static final int PAGE = 8192;

  private static final long SEGMENT = 1L << 30;

  private final Path first;

  /**
   * @param first its first segment, which the server has made
   */
  HoledFile(Path first) {
    this.first = first;
  }

  /** Makes it this long; what it already has stays if it is not longer. */
  void stretch(long pages) throws IOException {
    long bytes = pages * PAGE;
    int segment = 0;
    do {
      long part = Math.min(SEGMENT, bytes);
      length(segment == 0 ? first : segment(segment), part);
      bytes -= part;
      segment++;
    } while (bytes > 0);
    while (Files.deleteIfExists(segment(segment))) {
      segment++;
    }
  }

  private Path segment(int number) {
    return first.resolveSibling(first.getFileName() + "." + number);
  }

  private void length(Path file, long bytes) throws IOException {
    boolean missing = Files.notExists(file);
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(bytes);
    }
    if (missing) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      Files.setOwner(file, Files.getOwner(first));
      Object group = Files.getAttribute(first, "unix:gid");
      Files.setAttribute(file, "unix:gid", group);
    }
  }
}
