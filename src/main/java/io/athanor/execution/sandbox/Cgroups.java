package io.athanor.execution.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this node may make control groups: below its own group, never beside it, so that the limits
 * of a container or service hold for everything it starts. Found by writing, not by reading paths.
 */
final class Cgroups {
  private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);

  private final Map<String, Path> v1;
  private final Path v2;
  private final String problem;

  private Cgroups(Map<String, Path> v1, Path v2, String problem) {
    this.v1 = v1;
    this.v2 = v2;
    this.problem = problem;
  }

  /** Whether there are any. */
  boolean available() {
    return problem == null;
  }

  /** Why there are none, or which version is used. */
  String words() {
    return problem != null ? problem : v2 != null ? "cgroup version 2" : "cgroup version 1";
  }

  /** The group of one slot. */
  Cgroup slot(int number) throws IOException {
    return v2 != null ? new CgroupV2(v2, "slot-" + number) : new CgroupV1(v1, "slot-" + number);
  }

  /** Looks for a place; {@code name} keeps two nodes of one machine apart. */
  static Cgroups find(String name) {
    return find(name, Path.of("/proc/self/mountinfo"), Path.of("/proc/self/cgroup"));
  }

  static Cgroups find(String name, Path mounts, Path own) {
    StringBuilder problems = new StringBuilder();
    for (Map<String, Path> found : List.of(unified(mounts, own), separate(mounts, own))) {
      try {
        if (found.isEmpty()) {
          continue;
        }
        Cgroups cgroups =
            found.containsKey("") ? below(found.get(""), name) : separateBelow(found, name);
        Cgroup probe = cgroups.slot(0);
        probe.limit(64 << 20, 64, 1);
        return cgroups;
      } catch (IOException e) {
        problems
            .append(problems.isEmpty() ? "" : "; ")
            .append("not writable: ")
            .append(e.getMessage());
      }
    }
    return new Cgroups(
        null,
        null,
        problems.isEmpty()
            ? "no cgroup file system with memory, pids and cpu"
            : problems.toString());
  }

  /** Controllers that version 1 holds, each with the directory of our own group. */
  private static Map<String, Path> separate(Path mounts, Path own) {
    Map<String, Path> found = new HashMap<>();
    for (String line : ControlFiles.lines(own)) {
      String[] parts = line.split(":", 3);
      for (String controller : parts[1].split(",", -1)) {
        if (CgroupV1.CONTROLLERS.contains(controller)) {
          Path directory = directory(mounts, "cgroup", controller, parts[2]);
          if (directory != null) {
            found.put(controller, directory);
          }
        }
      }
    }
    return found.keySet().containsAll(CgroupV1.CONTROLLERS) ? found : Map.of();
  }

  private static Map<String, Path> unified(Path mounts, Path own) {
    for (String line : ControlFiles.lines(own)) {
      if (line.startsWith("0::")) {
        Path directory = directory(mounts, "cgroup2", null, line.substring(3));
        String controllers =
            directory == null
                ? ""
                : String.join(" ", ControlFiles.lines(directory.resolve("cgroup.controllers")));
        List<String> names = List.of(controllers.split(" ", -1));
        if (names.containsAll(List.of("memory", "pids", "cpu"))) {
          return Map.of("", directory);
        }
      }
    }
    return Map.of();
  }

  /**
   * The directory of group {@code path} where the hierarchy is mounted (format:
   * proc_pid_mountinfo(5)), or null.
   */
  private static Path directory(Path mounts, String type, String controller, String path) {
    for (String line : ControlFiles.lines(mounts)) {
      String[] sides = line.split(" - ", 2);
      String[] left = sides[0].split(" ", -1);
      String[] right = sides.length < 2 ? new String[0] : sides[1].split(" ", -1);
      if (right.length < 3 || !right[0].equals(type)) {
        continue;
      }
      if (controller == null || List.of(right[2].split(",", -1)).contains(controller)) {
        String inside =
            left[3].equals("/")
                ? path
                : path.startsWith(left[3]) ? path.substring(left[3].length()) : "";
        return Path.of(left[4] + inside).normalize();
      }
    }
    return null;
  }

  private static Cgroups separateBelow(Map<String, Path> own, String name) throws IOException {
    Map<String, Path> parents = new HashMap<>();
    for (Map.Entry<String, Path> one : own.entrySet()) {
      parents.put(one.getKey(), Files.createDirectories(one.getValue().resolve(name)));
    }
    return new Cgroups(parents, null, null);
  }

  /**
   * A group with controllers for its children may hold no process itself, so this node moves to a
   * leaf beside the slots. The kernel refuses where others share our group: then there is no
   * delegation (systemd: {@code Delegate=yes}), and the tier says so.
   */
  private static Cgroups below(Path own, String name) throws IOException {
    Path subtree = own.resolve("cgroup.subtree_control");
    if (!List.of(String.join(" ", ControlFiles.lines(subtree)).split(" ", -1))
        .containsAll(List.of("memory", "pids", "cpu"))) {
      Path leaf = Files.createDirectories(own.resolve(name + "-server"));
      ControlFiles.write(
          leaf.resolve("cgroup.procs"), Long.toString(ProcessHandle.current().pid()));
      ControlFiles.write(subtree, "+memory +pids +cpu");
    }
    Path parent = Files.createDirectories(own.resolve(name));
    ControlFiles.write(parent.resolve("cgroup.subtree_control"), "+memory +pids +cpu");
    return new Cgroups(null, parent, null);
  }

  /** Removes the empty groups of the slots and their parents. */
  void remove(int slots) {
    if (!available()) {
      return;
    }
    for (int i = 0; i < slots; i++) {
      try {
        slot(i).remove();
      } catch (IOException e) {
        LOG.trace("the group cannot be made, so there is nothing to remove", e);
      }
    }
    if (v1 != null) {
      v1.values().forEach(ControlFiles::remove);
    }
    if (v2 != null) {
      ControlFiles.remove(v2);
    }
  }
}
