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
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Without namespaces: a slot is a directory of this machine, made once, in which only the slot's
 * user can write. What a program leaves there is never touched by the node itself, which may be
 * root, but emptied by the next sandbox, as the slot's user.
 */
final class HostChain implements Chain {
  private static final Logger LOG = LoggerFactory.getLogger(HostChain.class);
  private static final List<String> FOLDERS =
      List.of("", "athanor", "node_modules", "node_modules/athanor");
  private static final List<String> SCRATCH = List.of("work", "tmp");

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
  public List<String> command(int slot, List<Path> joins, Shape shape) throws IOException {
    reopen(slot);
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
            "PWD=" + root(slot) + "/work",
            "TMPDIR=" + root(slot) + "/tmp",
            "LANG=C.UTF-8"));
    command.addAll(Chain.shim(config, root(slot), isolation, shape));
    return command;
  }

  /**
   * A program may have closed what belongs to its user, and the next sandbox could then not even
   * begin. None of these can be a link: no program can write where they are.
   */
  private void reopen(int slot) throws IOException {
    Path own = place.resolve(Integer.toString(slot));
    for (String name : SCRATCH) {
      permit(own.resolve(name), "rwx------");
    }
    if (root) {
      return;
    }
    for (String name : FOLDERS) {
      permit(own.resolve(name), "rwxr-xr-x");
    }
    for (String name : furniture().keySet()) {
      permit(own.resolve(name), "r--r--r--");
    }
  }

  /** What programs left since is not touched, and keeps the directories. */
  @Override
  public void remove() {
    for (int slot = 0; slot <= config.slots(); slot++) {
      Path own = place.resolve(Integer.toString(slot));
      furniture().keySet().forEach(name -> remove(own.resolve(name)));
      SCRATCH.forEach(name -> remove(own.resolve(name)));
      // The deeper ones first.
      for (int i = FOLDERS.size() - 1; i >= 0; i--) {
        remove(own.resolve(FOLDERS.get(i)));
      }
    }
    remove(place);
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.debug("{} stays", path, e);
    }
  }

  private void furnish(int slot) throws IOException {
    Path own = place.resolve(Integer.toString(slot));
    for (String name : FOLDERS) {
      directory(own.resolve(name), "rwxr-xr-x");
    }
    for (Map.Entry<String, String> file : furniture().entrySet()) {
      copy(file.getValue(), own.resolve(file.getKey()));
    }
    for (String name : SCRATCH) {
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

  /** The files of a slot's directory, and what each is a copy of. */
  private Map<String, String> furniture() {
    Map<String, String> sources = new TreeMap<>();
    sources.put("athanor/_athanor_host.pyc", "host.pyc");
    sources.put("athanor/filter.bpf", root ? "host.bpf" : "user.bpf");
    RuntimeFiles.INSIDE.forEach(
        (source, name) -> {
          if (!name.startsWith("/etc/")) {
            sources.put(name.substring(1), source);
          }
        });
    return sources;
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
    permit(path, permissions);
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static boolean ours(Path path) throws IOException {
    Object own = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    return own.equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS));
  }

  private void copy(String file, Path target) throws IOException {
    Files.copy(files.directory().resolve(file), target, StandardCopyOption.REPLACE_EXISTING);
    permit(target, "r--r--r--");
  }
}
