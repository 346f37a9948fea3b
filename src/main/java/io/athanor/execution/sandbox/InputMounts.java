package io.athanor.execution.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How files of the node get into a sandbox without being copied. The user that a sandbox of root
 * runs as cannot enter the node's home, so root first mounts them where that user can, in a mount
 * namespace that belongs to the sandbox.
 */
final class InputMounts {

  /** What the trial is called among the checks of a node. */
  static final String CHECK = "large inputs";

  private static final String WORDS = "are mounted";

  private final Path script;
  private final boolean root;

  InputMounts(RuntimeFiles files, boolean root) {
    this.script = files.directory().resolve("mount.sh");
    this.root = root;
  }

  /** What comes before the launcher. */
  List<String> before(Map<String, Path> mounts) {
    List<String> command = new ArrayList<>();
    if (root && !mounts.isEmpty()) {
      command.addAll(List.of("/usr/bin/unshare", "--mount", "--propagation", "private", "--"));
      command.addAll(List.of("/bin/bash", "-p", script.toString()));
      new TreeMap<>(mounts).values().forEach(file -> command.add(file.toString()));
      command.add("--");
    }
    return command;
  }

  /**
   * What bubblewrap is told. The folder is a mount of its own, because a program could move one
   * that is not.
   */
  List<String> inside(Map<String, Path> mounts) {
    List<String> args = new ArrayList<>();
    if (mounts.isEmpty()) {
      return args;
    }
    args.addAll(List.of("--perms", "0755", "--size", "65536", "--tmpfs", "/work/inputs"));
    int number = 0;
    for (Map.Entry<String, Path> mount : new TreeMap<>(mounts).entrySet()) {
      String source = root ? "/mnt/" + number++ : mount.getValue().toString();
      args.addAll(List.of("--ro-bind", source, "/work/inputs/" + mount.getKey()));
    }
    args.addAll(List.of("--remount-ro", "/work/inputs"));
    return args;
  }

  /** Tries it with a small file of the node's home. */
  TierProbe.Check tried(SandboxConfig config, Spawner spawner, List<String> user) {
    Path file = config.home().toAbsolutePath().resolve("mount-probe");
    try {
      Files.writeString(file, WORDS);
      Map<String, Path> mounts = Map.of("probe", file);
      List<String> command = new ArrayList<>(before(mounts));
      command.addAll(user);
      command.addAll(List.of(config.bwrap().toString(), "--unshare-user", "--unshare-pid"));
      command.addAll(List.of("--ro-bind", "/usr", "/usr", "--ro-bind-try", "/lib", "/lib"));
      command.addAll(List.of("--ro-bind-try", "/lib64", "/lib64", "--tmpfs", "/work"));
      command.addAll(inside(mounts));
      command.addAll(List.of("--", "/usr/bin/cat", "/work/inputs/probe"));
      Command.Outcome outcome = Command.run(spawner, command);
      boolean works = outcome.exit() == 0 && outcome.output().equals(WORDS);
      String why = "large inputs are copied into the memory of their attempt instead: ";
      return new TierProbe.Check(CHECK, works, works ? WORDS : why + outcome.output().strip());
    } catch (IOException e) {
      return new TierProbe.Check(CHECK, false, e.toString());
    } finally {
      delete(file);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It is overwritten by the next start.
      file.toFile().deleteOnExit();
    }
  }
}
