package io.athanor.persistence.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one server process says: copied to a file of at most 8 MB with one predecessor, and the end
 * of it kept in memory for errors. Never stops reading, because a full pipe would block the server.
 */
final class ServerLog {

  private static final Logger log = LoggerFactory.getLogger(ServerLog.class);
  private static final long LIMIT = 8L << 20;
  private static final int TAIL_BYTES = 16 << 10;
  private static final int TAIL_LINES = 20;

  private final Path file;
  private final Thread reader;
  private byte[] tail = {};
  private OutputStream out = OutputStream.nullOutputStream();
  private long written;

  private ServerLog(Process process, Path file) {
    this.file = file;
    this.reader = new Thread(() -> copy(process.getInputStream()), "athanor-database-log");
    reader.setDaemon(true);
  }

  static ServerLog follow(Process process, Path file) {
    ServerLog serverLog = new ServerLog(process, file);
    serverLog.reader.start();
    return serverLog;
  }

  /**
   * The last lines, after giving the reader a moment to see the end of a process that has just
   * died.
   */
  String lastLines() {
    try {
      reader.join(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      List<String> lines = new String(tail, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }
  }

  private void copy(InputStream in) {
    byte[] buffer = new byte[8192];
    try (in) {
      open();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        remember(buffer, n);
        write(buffer, n);
      }
    } catch (IOException e) {
      log.debug("the database server's output ended: {}", e.toString());
    } finally {
      closeFile();
    }
  }

  private synchronized void remember(byte[] bytes, int n) {
    int keep = Math.min(tail.length, TAIL_BYTES - n);
    byte[] next = Arrays.copyOfRange(tail, tail.length - keep, tail.length + n);
    System.arraycopy(bytes, 0, next, keep, n);
    tail = next;
  }

  private void write(byte[] bytes, int n) {
    try {
      if (written + n > LIMIT) {
        out.close();
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
        open();
      }
      out.write(bytes, 0, n);
      written += n;
    } catch (IOException e) {
      // A full disk must not stop the reading; what is lost is the file, not the end in memory.
      log.debug("cannot write {}: {}", file, e.toString());
    }
  }

  private void open() {
    try {
      if (Files.notExists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      written = Files.size(file);
      out = Files.newOutputStream(file, StandardOpenOption.APPEND);
    } catch (IOException e) {
      log.warn("the database server's log is not kept: {}", e.toString());
      out = OutputStream.nullOutputStream();
      written = 0;
    }
  }

  private void closeFile() {
    try {
      out.close();
    } catch (IOException e) {
      log.debug("cannot close {}: {}", file, e.toString());
    }
  }
}
