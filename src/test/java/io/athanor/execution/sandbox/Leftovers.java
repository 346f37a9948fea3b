package io.athanor.execution.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds what a sandbox has left behind, from outside and without asking the product. */
public final class Leftovers {
  private Leftovers() {}

  /**
   * Living processes of the user. One that has given back its memory can run nothing any more: it
   * is dying, or dead and nobody has asked after it yet.
   */
  public static List<String> processesOf(int uid) throws IOException {
    return statuses().filter(status -> status.contains("Uid:\t" + uid + "\t")).toList();
  }

  /**
   * Living processes of sandboxes of the user who runs this, who has other processes too: those in
   * a process namespace below ours, bubblewrap itself, and those that Landlock holds.
   */
  public static List<String> sandboxedOf(int uid) throws IOException {
    return statuses()
        .filter(status -> status.contains("Uid:\t" + uid + "\t"))
        .filter(
            status ->
                status.matches(".*NSpid:\t[0-9]+\t[0-9].*")
                    || status.contains("Name:\tbwrap ")
                    || status.contains("NoNewPrivs:\t1"))
        .toList();
  }

  private static Stream<String> statuses() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all
          .filter(p -> p.getFileName().toString().chars().allMatch(Character::isDigit))
          .map(p -> String.join(" ", ControlFiles.lines(p.resolve("status"))))
          .filter(status -> status.contains("VmSize:"))
          .toList()
          .stream();
    }
  }
}
