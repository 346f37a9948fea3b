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
    OwnGroups groups = new OwnGroups(mounts, own);
    for (Map<String, Path> found : List.of(unified(groups), separate(groups))) {
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

  private static Map<String, Path> separate(OwnGroups groups) {
    Map<String, Path> found = new HashMap<>();
    CgroupV1.CONTROLLERS.forEach(
        controller -> groups.v1(controller).ifPresent(group -> found.put(controller, group)));
    return found.size() == CgroupV1.CONTROLLERS.size() ? found : Map.of();
  }

  private static Map<String, Path> unified(OwnGroups groups) {
    return groups
        .v2()
        .filter(
            group ->
                List.of(
                        String.join(" ", ControlFiles.lines(group.resolve("cgroup.controllers")))
                            .split(" ", -1))
                    .containsAll(List.of("memory", "pids", "cpu")))
        .map(group -> Map.of("", group))
        .orElse(Map.of());
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
