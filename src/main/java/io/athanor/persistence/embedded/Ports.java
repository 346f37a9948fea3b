package io.athanor.persistence.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses a free port on the loopback address; the one of the last start if it can, so that
 * bookmarks and open clients keep working.
 *
 * @param home folder with the note of the last port
 */
record Ports(Path home) {

  private static final Logger log = LoggerFactory.getLogger(Ports.class);

  /** The port of the last start if it is free, else any free one. */
  int preferred() throws IOException {
    Path note = note();
    if (Files.exists(note)) {
      String text = Files.readString(note).strip();
      if (text.matches("[1-9][0-9]{0,4}")
          && Integer.parseInt(text) <= 65_535
          && isFree(Integer.parseInt(text))) {
        return Integer.parseInt(text);
      }
    }
    return any();
  }

  /** Any port that is free at this moment. */
  int any() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    }
  }

  /** Notes the port for the next start. */
  void remember(int port) {
    try {
      Path draft = home.resolve(Folders.temporaryName("port"));
      Files.writeString(draft, port + "\n");
      Files.move(draft, note(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.warn("cannot note the database's port: {}", e.toString());
    }
  }

  private Path note() {
    return home.resolve("database.port");
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      // As PostgreSQL does; connections of the last server in TIME_WAIT must not count.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(loopback(), port));
      return true;
    } catch (BindException e) {
      return false;
    }
  }

  // By its bytes: the JVM's own loopback address is ::1 where IPv6 is preferred.
  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }
}
