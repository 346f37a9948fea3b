package io.athanor.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file behind a slow log, with its predecessors. Every write is whole lines; what a crash or a
 * full disk left of one is taken back or ended, so that all lines but that one can be read. For one
 * thread.
 */
final class SlowLogFile {

  private static final Pattern AT = Pattern.compile("\"at\":\"([^\"]+)\"");
  private static final int HEAD = 512;

  private final Path path;
  private final SlowLog.Limits limits;
  private final Clock clock;
  private FileChannel channel;
  private Instant began;

  SlowLogFile(Path path, SlowLog.Limits limits, Clock clock) {
    this.path = path;
    this.limits = limits;
    this.clock = clock;
  }

  /** Adds whole lines. */
  void append(byte[] lines) throws IOException {
    if (channel == null) {
      open();
    }
    boolean full = channel.size() > 0 && channel.size() + lines.length > limits.maxBytes();
    boolean old = began != null && !clock.instant().isBefore(began.plus(limits.maxAge()));
    if (full || old) {
      rotate();
    }
    long before = channel.size();
    try {
      ByteBuffer bytes = ByteBuffer.wrap(lines);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      takeBack(before, e);
      throw e;
    }
    began = began == null ? clock.instant() : began;
  }

  private void takeBack(long size, IOException cause) {
    try {
      channel.truncate(size);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    close();
  }

  private void open() throws IOException {
    channel =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    began = null;
    if (channel.size() > 0) {
      began = firstTime();
      if (!endsWithALine()) {
        channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
      }
    }
  }

  private Instant firstTime() throws IOException {
    try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer head = ByteBuffer.allocate(HEAD);
      in.read(head, 0);
      String text = new String(head.array(), 0, head.position(), StandardCharsets.UTF_8);
      Matcher at = AT.matcher(text);
      return at.find() ? Instant.parse(at.group(1)) : modified();
    } catch (DateTimeException e) {
      return modified();
    }
  }

  private Instant modified() throws IOException {
    return Files.getLastModifiedTime(path).toInstant();
  }

  private boolean endsWithALine() throws IOException {
    try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return in.read(last, in.size() - 1) == 1 && last.get(0) == '\n';
    }
  }

  private void rotate() throws IOException {
    close();
    for (int i = limits.files() - 1; i >= 1; i--) {
      Path from = i == 1 ? path : predecessor(i - 1);
      if (Files.exists(from)) {
        Files.move(from, predecessor(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    // With one file only, that one begins anew.
    Files.deleteIfExists(path);
    open();
  }

  /** The file so many rotations ago. */
  Path predecessor(int rotations) {
    String name = path.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return path.resolveSibling(name.substring(0, dot) + "." + rotations + name.substring(dot));
  }

  void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      channel = null;
    }
  }
}
