package io.athanor.execution.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The control groups that this process is in (formats: proc_pid_mountinfo(5), cgroups(7)).
 *
 * @param mounts the mount table, {@code /proc/self/mountinfo}
 * @param own the groups of a process, {@code /proc/self/cgroup}
 */
public record OwnGroups(Path mounts, Path own) {

  /** Those of this process. */
  public static OwnGroups ofThisProcess() {
    return new OwnGroups(Path.of("/proc/self/mountinfo"), Path.of("/proc/self/cgroup"));
  }

  /** The directory of our group where version 1 holds this controller. */
  public Optional<Path> v1(String controller) {
    for (String line : ControlFiles.lines(own)) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains(controller)) {
        return directory("cgroup", controller, parts[2]);
      }
    }
    return Optional.empty();
  }

  /** The directory of our group of version 2. */
  public Optional<Path> v2() {
    for (String line : ControlFiles.lines(own)) {
      if (line.startsWith("0::")) {
        return directory("cgroup2", null, line.substring(3));
      }
    }
    return Optional.empty();
  }

  /** The directory of group {@code path} where the hierarchy is mounted. */
  private Optional<Path> directory(String type, String controller, String path) {
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
        return Optional.of(Path.of(left[4] + inside).normalize());
      }
    }
    return Optional.empty();
  }
}
