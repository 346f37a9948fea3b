package io.athanor.execution.sandbox.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench.Run;
import io.athanor.execution.sandbox.Leftovers;
import io.athanor.execution.sandbox.ProgramRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What has to be as it was when a case is over. */
final class Aftermath {
  /** Others use the disk at the same time; a program that got out would leave more than this. */
  private static final long NOISE = 512L << 20;

  /** Where the programs try to write. */
  private static final List<String> TARGETS =
      List.of("/dev/x", "/x", "/usr/x", "/sys/x", "/var/tmp/x", "/run/x", "/home/x", "/root/x");

  /** What it cannot list it cannot have found, and what others could is looked for from outside. */
  private static final String LOOK =
      """
      import os
      found = os.listdir(os.environ["TMPDIR"]) + os.listdir(os.getcwd())
      try:
          found += os.listdir("/dev/shm")
      except PermissionError:
          pass
      result = sorted(found)
      """;

  /** Where every user of the machine can write. */
  private static final List<Path> OPEN_TO_ALL =
      List.of(Path.of("/tmp"), Path.of("/dev/shm"), Path.of("/var/tmp"));

  private final Target target;
  private final Path home;
  private final Map<String, Long> files;
  private final Set<Path> shared;
  private final long free;

  Aftermath(Target target) throws IOException {
    this.target = target;
    this.home = target.sandboxes().home();
    this.files = files(home);
    this.shared = shared();
    this.free = Files.getFileStore(home).getUsableSpace();
  }

  /**
   * Looks at all of it.
   *
   * @throws AssertionError when something is left
   */
  void check() throws IOException {
    assertThat(left(target.uid())).as("processes of the slot").isEmpty();
    assertThat(target.sandboxes().freeSlots()).as("free slots").isOne();
    Run next = target.run(ProgramRuntime.PYTHON, LOOK);
    assertThat(next.report().verdict())
        .as("the next attempt: " + next)
        .isEqualTo(Verdict.SUCCEEDED);
    assertThat(next.report().result())
        .as("files that the next attempt finds")
        .isEqualTo("[\".athanor\",\"main.py\",\"out\",\"params.json\"]");
    assertThat(files(home)).as("files of the node").isEqualTo(files);
    for (String path : TARGETS) {
      assertThat(Files.exists(Path.of(path), LinkOption.NOFOLLOW_LINKS)).as(path).isFalse();
    }
    assertThat(shared()).as("new files where all can write").isSubsetOf(shared);
    assertThat(Files.getFileStore(home).getUsableSpace())
        .as("free disk")
        .isGreaterThan(free - NOISE);
  }

  /** Those of the slot's user, who is nobody else when this is root. */
  private Set<Path> shared() throws IOException {
    Set<Path> found = new TreeSet<>();
    if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(target.uid())) {
      return found;
    }
    for (Path folder : OPEN_TO_ALL) {
      try (Stream<Path> all = Files.list(folder)) {
        all.filter(path -> ownedBySlot(path)).forEach(found::add);
      }
    }
    return found;
  }

  private boolean ownedBySlot(Path path) {
    try {
      return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(target.uid());
    } catch (IOException e) {
      return false; // gone meanwhile
    }
  }

  /** Living processes of the user that were sandboxed. */
  static List<String> left(int uid) throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(uid)
        ? Leftovers.sandboxedOf(uid)
        : Leftovers.processesOf(uid);
  }

  private static Map<String, Long> files(Path folder) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        sizes.put(path.toString(), Files.isRegularFile(path) ? Files.size(path) : -1);
      }
    }
    return sizes;
  }
}
