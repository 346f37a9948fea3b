package io.athanor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Processor time that a server and all its children have used, from Linux: it depends far less than
 * time on a clock on what else the machine does.
 */
final class ServerTime {

  private static final double MICROS_PER_TICK = 10_000;
  private static final int PARENT = 1;
  private static final int USER = 11;
  private static final int OF_ENDED_CHILDREN = 13;

  private final long pid;

  ServerTime(long pid) {
    this.pid = pid;
  }

  /** In microseconds; zero where the system does not say. */
  double micros() {
    Path all = Path.of("/proc");
    if (!Files.isDirectory(all.resolve(Long.toString(pid)))) {
      return 0;
    }
    try (Stream<Path> processes = Files.list(all)) {
      return processes
              .filter(process -> process.getFileName().toString().matches("[0-9]+"))
              .mapToLong(this::ticks)
              .sum()
          * MICROS_PER_TICK;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private long ticks(Path process) {
    String line;
    try {
      line = Files.readString(process.resolve("stat"));
    } catch (IOException e) {
      return 0; // it has just ended
    }
    String[] words = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    boolean server = process.getFileName().toString().equals(Long.toString(pid));
    if (!server && Long.parseLong(words[PARENT]) != pid) {
      return 0;
    }
    long ticks = Long.parseLong(words[USER]) + Long.parseLong(words[USER + 1]);
    return server
        ? ticks
            + Long.parseLong(words[OF_ENDED_CHILDREN])
            + Long.parseLong(words[OF_ENDED_CHILDREN + 1])
        : ticks;
  }
}
