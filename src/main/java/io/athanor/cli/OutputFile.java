package io.athanor.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * Writes a file that a person has named: whole or not at all, where a link points to, and into a
 * device or pipe as it is.
 */
public final class OutputFile {

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final FileAttribute<?>[] NONE = {};

  private OutputFile() {}

  /**
   * Writes it.
   *
   * @param secret whether a new file is readable for its owner alone
   * @throws IOException when it cannot be written; what was there before is still there
   */
  public static void write(Path file, String text, boolean secret) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Path target = file.toAbsolutePath();
    if (Files.isSymbolicLink(target)) {
      target = target.toRealPath();
    }
    if (Files.isDirectory(target)) {
      throw new FileSystemException(file.toString(), null, "it is a folder");
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      Files.write(target, bytes, StandardOpenOption.WRITE);
      return;
    }
    Path fresh = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      create(fresh, bytes, secret);
      Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void create(Path fresh, byte[] bytes, boolean secret) throws IOException {
    FileAttribute<?>[] attributes = secret ? new FileAttribute<?>[] {OWNER_ONLY} : NONE;
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(fresh, options, attributes)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
  }
}
