package io.athanor.execution.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Without namespaces: a slot is a directory of this machine, made once, in which only the slot's
 * user can write. What a program leaves there is never touched by the node itself, which may be
 * root, but emptied by the next sandbox, as the slot's user.
 */
final class HostChain implements Chain {
  private final SandboxConfig config;
  private final RuntimeFiles files;
  private final boolean root;
  private final Path place;
  private final String isolation;

  /**
   * Makes the directories.
   *
   * @param name keeps the nodes of one machine apart
   * @param landlock false for no isolation at all
   */
  HostChain(SandboxConfig config, RuntimeFiles files, boolean root, String name, boolean landlock)
      throws IOException {
    this.config = config;
    this.files = files;
    this.root = root;
    this.isolation = landlock ? "landlock" : "none";
    // The users of the slots cannot get into the home of a node that is root.
    this.place = root ? Path.of("/tmp", name) : config.home().toAbsolutePath().resolve("slots");
    directory(place, "rwx--x--x");
    for (int slot = 0; slot <= config.slots(); slot++) {
      furnish(slot);
    }
  }

  @Override
  public String root(int slot) {
    return place.resolve(Integer.toString(slot)).toString();
  }

  @Override
  public List<String> command(int slot, List<Path> joins, Shape shape) {
    List<String> command = new ArrayList<>(List.of("/bin/bash", "-p", files.launcher().toString()));
    command.add("--");
    joins.forEach(join -> command.add(join.toString()));
    command.add("--");
    if (root) {
      command.addAll(Chain.dropTo(config.uidBase() + slot));
    }
    command.addAll(
        List.of(
            "/usr/bin/env",
            "--ignore-environment",
            "--chdir=" + root(slot) + "/work",
            "PATH=/usr/bin:/bin",
            "HOME=" + root(slot) + "/work",
            "TMPDIR=" + root(slot) + "/tmp",
            "LANG=C.UTF-8"));
    command.addAll(Chain.shim(config, root(slot), isolation, shape));
    return command;
  }

  private void furnish(int slot) throws IOException {
    Path own = place.resolve(Integer.toString(slot));
    for (String name : List.of("", "athanor", "node_modules", "node_modules/athanor")) {
      directory(own.resolve(name), "rwxr-xr-x");
    }
    copy("host.pyc", own.resolve("athanor/_athanor_host.pyc"));
    copy(root ? "host.bpf" : "user.bpf", own.resolve("athanor/filter.bpf"));
    for (Map.Entry<String, String> file : RuntimeFiles.INSIDE.entrySet()) {
      if (!file.getValue().startsWith("/etc/")) {
        copy(file.getKey(), own.resolve(file.getValue().substring(1)));
      }
    }
    for (String name : List.of("work", "tmp")) {
      Path scratch = own.resolve(name);
      if (root && Files.isDirectory(scratch, LinkOption.NOFOLLOW_LINKS)) {
        Files.setAttribute(scratch, "unix:uid", 0, LinkOption.NOFOLLOW_LINKS);
      }
      directory(scratch, "rwx------");
      if (root) {
        Files.setAttribute(scratch, "unix:uid", config.uidBase() + slot, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /** In a place where others may write too: what is there already has to be ours. */
  private static void directory(Path path, String permissions) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(path.getParent());
      Files.createDirectory(path);
    }
    if (!ours(path)) {
      throw new IOException(path + " belongs to another user: remove it");
    }
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static boolean ours(Path path) throws IOException {
    Object own = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    return own.equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS));
  }

  private void copy(String file, Path target) throws IOException {
    Files.copy(files.directory().resolve(file), target, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r--r--r--"));
  }
}
