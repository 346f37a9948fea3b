package io.athanor.persistence.embedded;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;

/** Processes that are not ours to wait for. */
final class Processes {

  private Processes() {}

  /** A zombie that nobody has collected yet is dead. */
  static boolean isAlive(long pid) throws IOException {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    try {
      String text = Files.readString(stat);
      return text.charAt(text.lastIndexOf(')') + 2) != 'Z';
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  static ConditionFactory soon() {
    return await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(30));
  }
}
