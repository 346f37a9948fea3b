package io.athanor.execution.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The command that starts a sandbox: launcher, change of user, bubblewrap with everything off, our
 * PID 1. What a program sees of this machine is decided here and nowhere else.
 */
final class Profile implements Chain {
  private static final int FIRST_DESCRIPTOR = 10;
  private static final List<String> KERNEL_FILES =
      List.of("kallsyms", "cmdline", "keys", "timer_list", "kmsg", "config.gz");
  private static final List<String> FROM_ETC =
      List.of("ld.so.cache", "alternatives", "matplotlibrc", "fonts");

  private final SandboxConfig config;
  private final RuntimeFiles files;
  private final boolean root;
  private final List<String> mounts;
  private final InputMounts inputs;

  Profile(SandboxConfig config, RuntimeFiles files, boolean root) throws IOException {
    this.config = config;
    this.files = files;
    this.root = root;
    this.mounts = mounts();
    this.inputs = new InputMounts(files, root);
  }

  /** Its own paths are not those of this machine. */
  @Override
  public String root(int slot) {
    return "";
  }

  @Override
  public TierProbe.Check tryMounts(Spawner spawner) {
    return inputs.tried(config, spawner, root ? Chain.dropTo(config.uidBase()) : List.of());
  }

  @Override
  public List<String> command(int slot, List<Path> joins, Shape shape) {
    List<String> command = new ArrayList<>(inputs.before(shape.mounts()));
    command.addAll(List.of("/bin/bash", "-p", files.launcher().toString()));
    command.add(files.filter().toString());
    RuntimeFiles.INSIDE
        .keySet()
        .forEach(name -> command.add(files.directory().resolve(name).toString()));
    command.add("--");
    joins.forEach(join -> command.add(join.toString()));
    command.add("--");
    if (root) {
      command.addAll(Chain.dropTo(config.uidBase() + slot));
    }
    command.add(config.bwrap().toString());
    command.addAll(isolation());
    command.addAll(environment());
    command.addAll(mounts);
    command.addAll(scratch(shape));
    command.addAll(inputs.inside(shape.mounts()));
    command.addAll(
        List.of(
            "--chdir",
            "/work",
            "--remount-ro",
            "/",
            "--seccomp",
            Integer.toString(FIRST_DESCRIPTOR),
            "--"));
    command.addAll(Chain.shim(config, "", "namespaces", shape));
    return command;
  }

  private static List<String> isolation() {
    return List.of(
        "--unshare-user",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-cgroup-try",
        "--disable-userns",
        "--cap-drop",
        "ALL",
        "--new-session",
        "--die-with-parent",
        "--as-pid-1",
        "--hostname",
        "sandbox",
        "--uid",
        "1000",
        "--gid",
        "1000");
  }

  private static List<String> environment() {
    Map<String, String> variables =
        new TreeMap<>(
            Map.of("PATH", "/usr/bin:/bin", "HOME", "/work", "LANG", "C.UTF-8", "TMPDIR", "/tmp"));
    List<String> args = new ArrayList<>(List.of("--clearenv"));
    variables.forEach((name, value) -> args.addAll(List.of("--setenv", name, value)));
    return args;
  }

  private static List<String> mounts() throws IOException {
    List<String> args = new ArrayList<>(List.of("--ro-bind", "/usr", "/usr"));
    for (String name : List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64")) {
      Path path = Path.of(name);
      if (Files.isSymbolicLink(path)) {
        args.addAll(List.of("--symlink", Files.readSymbolicLink(path).toString(), name));
      } else if (Files.isDirectory(path)) {
        args.addAll(List.of("--ro-bind", name, name));
      }
    }
    for (String name : FROM_ETC) {
      args.addAll(List.of("--ro-bind-try", "/etc/" + name, "/etc/" + name));
    }
    try (Stream<Path> etc = Files.list(Path.of("/etc"))) {
      // A JDK's configuration; without it Java does not start.
      etc.filter(p -> p.getFileName().toString().startsWith("java-") && Files.isDirectory(p))
          .forEach(p -> args.addAll(List.of("--ro-bind-try", p.toString(), p.toString())));
    }
    int descriptor = FIRST_DESCRIPTOR;
    for (String name : RuntimeFiles.INSIDE.values()) {
      args.addAll(List.of("--perms", "0444", "--file", Integer.toString(++descriptor), name));
    }
    args.addAll(List.of("--proc", "/proc"));
    for (String name : KERNEL_FILES) {
      if (Files.exists(Path.of("/proc", name))) {
        args.addAll(List.of("--ro-bind", "/dev/null", "/proc/" + name));
      }
    }
    // Our PID 1 has the uid of the program: without this its descriptors and memory would be open
    // to it.
    args.addAll(List.of("--tmpfs", "/proc/1", "--remount-ro", "/proc/1"));
    // A program could take back that the kernel ends it first when memory is short.
    args.addAll(List.of("--remount-ro", "/proc"));
    return args;
  }

  private static List<String> scratch(Shape shape) {
    String disk = Long.toString(shape.disk());
    String other = Long.toString(Math.max(1 << 20, Math.min(64 << 20, shape.disk())));
    return List.of(
        "--dev",
        "/dev",
        "--perms",
        "1777",
        "--size",
        other,
        "--tmpfs",
        "/dev/shm",
        "--remount-ro",
        "/dev",
        "--perms",
        "0755",
        "--size",
        disk,
        "--tmpfs",
        "/work",
        "--perms",
        "1777",
        "--size",
        other,
        "--tmpfs",
        "/tmp");
  }
}
