package io.athanor.operations.diagnostics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the kernel tells of this process (format: proc(5)). */
final class ProcFiles {

  private static final String SOCKET = "socket:[";

  private final Path proc;
  private final Path self;

  ProcFiles(Path proc) {
    this.proc = proc;
    this.self = proc.resolve("self");
  }

  /** The load of the machine in the last minute, five and fifteen; empty where it is not told. */
  List<Double> loads() {
    try {
      String[] words = Files.readString(proc.resolve("loadavg")).split(" ", -1);
      return List.of(Double.valueOf(words[0]), Double.valueOf(words[1]), Double.valueOf(words[2]));
    } catch (IOException e) {
      return List.of();
    }
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(self.resolve(file), StandardCharsets.ISO_8859_1);
  }

  /** A number of {@code status}, such as {@code VmRSS}. */
  long status(String word) throws IOException {
    for (String line : lines("status")) {
      if (line.startsWith(word + ":")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException(self.resolve("status") + " does not name " + word);
  }

  /** The soft and the hard limit of open files; null for none. */
  Long[] openFiles() throws IOException {
    for (String line : lines("limits")) {
      if (line.startsWith("Max open files")) {
        String[] words = line.substring("Max open files".length()).strip().split(" +", -1);
        return new Long[] {limit(words[0]), limit(words[1])};
      }
    }
    throw new IOException(self.resolve("limits") + " does not name open files");
  }

  private static Long limit(String word) {
    return word.equals("unlimited") ? null : Long.valueOf(word);
  }

  /** The names of all open files. */
  private Set<String> openNames() throws IOException {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(self.resolve("fd"))) {
      for (Path file : files) {
        try {
          names.add(Files.readSymbolicLink(file).toString());
        } catch (IOException closedMeanwhile) {
          names.add("");
        }
      }
    }
    return names;
  }

  long openCount() throws IOException {
    long count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(self.resolve("fd"))) {
      for (Path file : files) {
        count += file.getFileName() == null ? 0 : 1;
      }
    }
    // The directory that is being read is open itself.
    return count - 1;
  }

  /** The inodes of the sockets that this process has open. */
  Set<String> sockets() throws IOException {
    Set<String> inodes = new HashSet<>();
    for (String name : openNames()) {
      if (name.startsWith(SOCKET)) {
        inodes.add(name.substring(SOCKET.length(), name.length() - 1));
      }
    }
    return inodes;
  }

  /** The lines of a table of sockets without its head; none where there is no such protocol. */
  List<String> table(String protocol) throws IOException {
    if (!Files.exists(self.resolve("net").resolve(protocol))) {
      return List.of();
    }
    List<String> all = lines("net/" + protocol);
    return all.subList(Math.min(1, all.size()), all.size());
  }
}
