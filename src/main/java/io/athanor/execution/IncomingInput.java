package io.athanor.execution;

import io.athanor.execution.sandbox.StoredInput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A content on its way into a file of the node, under a name that nobody looks for until all of it
 * is there. Everything here may block.
 */
final class IncomingInput {

  private final InputFiles files;
  private final String digest;
  private final long bytes;
  private final Path path;
  private final MessageDigest seen = InputFiles.sha256();
  private boolean over;

  /** A file that does not exist yet. */
  IncomingInput(InputFiles files, String digest, long bytes, Path path) {
    this.files = files;
    this.digest = digest;
    this.bytes = bytes;
    this.path = path;
  }

  /** The next bytes. */
  void write(byte[] part) throws IOException {
    seen.update(part);
    try (OutputStream out =
        Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write(part);
    } catch (IOException e) {
      if (files.isFull(part.length)) {
        throw InputFiles.noRoom(bytes);
      }
      throw e;
    }
  }

  /** All of it is there. */
  StoredInput keep() throws IOException {
    if (!HexFormat.of().formatHex(seen.digest()).equals(digest)) {
      throw new IOException("the content " + digest + " does not match its digest");
    }
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--r--r--"));
    StoredInput kept = files.keep(digest, bytes, path);
    end();
    return kept;
  }

  /** The rest does not come. */
  void abandon() throws IOException {
    end();
    Files.deleteIfExists(path);
  }

  private void end() {
    if (!over) {
      over = true;
      files.arrived(bytes);
    }
  }
}
