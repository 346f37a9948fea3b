package io.athanor.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What a node needs on this machine, looked at without any node. */
final class MachineChecks {
  private static final long LEAST_DISK = 512L << 20;
  private static final long COMFORTABLE_DISK = 2L << 30;
  private static final long COMFORTABLE_MEMORY = 1L << 30;
  private static final int SECONDS = 10;
  private static final String UNPRIVILEGED = "60000";

  private final Path home;

  /** What a command printed and how it ended; -1 when it could not be run or took too long. */
  private record Ran(int code, String said) {}

  MachineChecks(Path home) {
    this.home = home;
  }

  List<Check> all() {
    return List.of(
        java(),
        bubblewrap(),
        namespaces(),
        python(),
        node(),
        cgroups(),
        memory(),
        homeDirectory(),
        disk());
  }

  private static Check java() {
    String found = "Java " + Runtime.version() + " in " + System.getProperty("java.home");
    return Files.isExecutable(Path.of(System.getProperty("java.home"), "bin", "javac"))
        ? Check.ok("JDK", found)
        : Check.warn(
            "JDK",
            found + ", a JRE",
            "apt-get install openjdk-17-jdk-headless (Java programs cannot run without)");
  }

  private static Check bubblewrap() {
    Ran ran = run("bwrap", "--version");
    return ran.code() == 0
        ? Check.ok("bubblewrap", ran.said())
        : Check.fail("bubblewrap", "not found", "apt-get install bubblewrap");
  }

  private static Check namespaces() {
    String name = "user namespaces";
    if (run("bwrap", "--version").code() != 0) {
      return Check.fail(name, "not tried, bubblewrap is missing", "apt-get install bubblewrap");
    }
    List<String> sandbox = new ArrayList<>();
    if (root()) {
      // Programs of a root node run under a uid of their own, so that is what must be allowed.
      sandbox.addAll(
          List.of("setpriv", "--reuid", UNPRIVILEGED, "--regid", UNPRIVILEGED, "--clear-groups"));
    }
    sandbox.addAll(List.of("bwrap", "--unshare-user", "--unshare-pid", "--unshare-net"));
    sandbox.addAll(List.of("--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"));
    Ran ran = run(sandbox.toArray(String[]::new));
    if (ran.code() == 0) {
      return Check.ok(name, "a sandbox starts");
    }
    String advice =
        "1".equals(read(Path.of("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")))
            ? "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
            : "sysctl -w kernel.unprivileged_userns_clone=1; in a container, run it with a seccomp profile that allows user namespaces";
    return Check.fail(name, ran.said(), advice);
  }

  private static boolean root() {
    return run("id", "-u").said().equals("0");
  }

  private static Check python() {
    Ran ran = run("/usr/bin/python3", "--version");
    return ran.code() == 0
        ? Check.ok("python3", ran.said())
        : Check.fail(
            "python3",
            "no /usr/bin/python3",
            "apt-get install python3 (the sandbox itself needs it)");
  }

  private static Check node() {
    Ran ran = run("node", "--version");
    return ran.code() == 0
        ? Check.ok("Node.js", ran.said())
        : Check.warn(
            "node", "not found", "apt-get install nodejs (only JavaScript programs need it)");
  }

  private static Check cgroups() {
    Path root = Path.of("/sys/fs/cgroup");
    boolean second = Files.exists(root.resolve("cgroup.controllers"));
    Path written = second ? root : root.resolve("memory");
    if (!Files.isDirectory(written)) {
      return Check.warn(
          "cgroups",
          "none mounted",
          "mount cgroups; limits hold by polling and rlimits alone until then");
    }
    String version = second ? "version 2" : "version 1";
    return Files.isWritable(written)
        ? Check.ok("cgroups", version + ", writable")
        : Check.warn(
            "cgroups",
            version + ", not writable",
            "run as root or with a delegated cgroup; limits hold by polling and rlimits until then");
  }

  private static Check memory() {
    for (String line : read(Path.of("/proc/meminfo")).split("\n", -1)) {
      if (line.startsWith("MemAvailable:")) {
        long bytes = Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
        String found = Quantities.bytes(bytes) + " available";
        return bytes >= COMFORTABLE_MEMORY
            ? Check.ok("memory", found)
            : Check.warn("memory", found, "free some; a node wants 1 GB with its database");
      }
    }
    return Check.warn("memory", "unknown", "look at /proc/meminfo");
  }

  private Path nearest() {
    Path path = home;
    while (!Files.exists(path) && path.getParent() != null) {
      path = path.getParent();
    }
    return path;
  }

  private Check homeDirectory() {
    Path nearest = nearest();
    if (!Files.isDirectory(nearest)) {
      return Check.fail(
          "home", nearest + " is not a directory", "move it away or set ATHANOR_HOME");
    }
    if (!Files.isWritable(nearest)) {
      return Check.fail(
          "home", nearest + " is not writable", "set ATHANOR_HOME to a directory of yours");
    }
    return Check.ok("home", home + (nearest.equals(home) ? "" : ", made at the first start"));
  }

  private Check disk() {
    try {
      long bytes = Files.getFileStore(nearest()).getUsableSpace();
      String found = Quantities.bytes(bytes) + " free";
      if (bytes >= COMFORTABLE_DISK) {
        return Check.ok("disk", found);
      }
      String advice = "free some, or set ATHANOR_HOME to a larger disk";
      return bytes >= LEAST_DISK
          ? Check.warn("disk", found, advice)
          : Check.fail("disk", found, advice);
    } catch (IOException e) {
      return Check.warn("disk", "unknown: " + e.getMessage(), "look at: df -h " + home);
    }
  }

  private static Ran run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Ran(-1, String.format(Locale.ROOT, "no answer in %d s", SECONDS));
      }
      String said =
          new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8).strip();
      return new Ran(
          process.exitValue(), said.lines().findFirst().orElse("exit code " + process.exitValue()));
    } catch (IOException e) {
      return new Ran(-1, "not found");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Ran(-1, "interrupted");
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
