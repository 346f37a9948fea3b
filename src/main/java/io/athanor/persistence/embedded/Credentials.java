package io.athanor.persistence.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A role's generated password and the 0600 file that keeps it between starts. */
final class Credentials {

  static final String USER = "athanor";

  private static final Logger log = LoggerFactory.getLogger(Credentials.class);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path file;
  private final String password;

  private Credentials(Path file, String password) {
    this.file = file;
    this.password = password;
  }

  /** The superuser's, which the data was initialised with. */
  static Credentials ofSuperuser(Path home) {
    return in(home.resolve("database.password"));
  }

  /** That of the role that the node works as. */
  static Credentials ofNode(Path home) {
    return in(home.resolve("node.password"));
  }

  /** That of the role that statements of people are explained as. */
  static Credentials ofReader(Path home) {
    return in(home.resolve("reader.password"));
  }

  /** Reads the password in this file, or generates one of 256 bits. */
  private static Credentials in(Path file) {
    try {
      if (Files.notExists(file)) {
        create(file);
      }
      if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
        log.warn("{} could be read by others: its mode is now 0600", file);
        Files.setPosixFilePermissions(file, OWNER_ONLY);
      }
      String password = Files.readString(file).strip();
      if (password.isEmpty()) {
        throw new EmbeddedServerException(
            file
                + " is empty. Restore it from a backup, or remove it together with the data folder to begin anew.");
      }
      return new Credentials(file, password);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or write " + file, e);
    }
  }

  Path file() {
    return file;
  }

  String password() {
    return password;
  }

  /** Writes the password to a new file that only the owner can read, and forces it to disk. */
  static void write(Path target, String secret) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel =
        FileChannel.open(target, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      ByteBuffer bytes = ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static void create(Path file) throws IOException {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    Path draft = file.resolveSibling(Folders.temporaryName("password"));
    write(draft, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    try {
      // A link, not a rename: of two nodes that start at once, the first one's password must stay.
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      log.debug("another node was first to write {}", file);
    } finally {
      Files.deleteIfExists(draft);
    }
    Folders.sync(file.getParent());
  }
}
