package io.athanor.node;

import io.athanor.support.TestFolders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder for nodes to live in, one after another. All of them share the unpacked programs of
 * PostgreSQL, which takes seconds off every first start.
 */
record TestHome(Path folder) implements AutoCloseable {

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  static TestHome create() throws IOException {
    Path folder = TestFolders.create("node").toRealPath();
    Files.createDirectories(TestFolders.binaries());
    Files.createSymbolicLink(folder.resolve("postgres"), TestFolders.binaries());
    return new TestHome(folder);
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Where everything that its nodes print is gathered. */
  Path log() {
    return folder.resolveSibling(folder.getFileName() + ".log");
  }

  /**
   * Processes that nodes of this home have started, sandboxed programs and database alike, by what
   * the kernel knows of them. The JVM of a node itself is not among them.
   */
  List<String> processes() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(path -> NUMBER.matcher(path.getFileName().toString()).matches())
          .filter(this::belongsHere)
          .map(path -> path.getFileName() + ": " + read(path.resolve("cmdline")).replace('\0', ' '))
          .toList();
    }
  }

  /** Those of them that run or have run foreign programs. */
  List<String> sandboxed() throws IOException {
    return processes().stream().filter(one -> !one.contains("postgres")).toList();
  }

  private boolean belongsHere(Path process) {
    return read(process.resolve("cgroup")).contains(controlGroup())
        || read(process.resolve("cmdline")).contains(folder + "/runtimes")
        || workingFolder(process).startsWith(folder);
  }

  /** The name is part of what operators see, so it is not taken from the product's code. */
  private String controlGroup() {
    byte[] path = folder.toString().getBytes(StandardCharsets.UTF_8);
    return "athanor-" + UUID.nameUUIDFromBytes(path).toString().substring(0, 8);
  }

  private static Path workingFolder(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd"));
    } catch (IOException e) {
      // It has ended meanwhile.
      return Path.of("/");
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // It has ended meanwhile.
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
    Files.deleteIfExists(log());
  }
}
