package io.athanor.execution.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The system call filter as classic BPF, in the form that bwrap's {@code --seccomp} reads:
 * instructions of eight bytes in native order. A deny list: namespaces, mounts, tracing, keyrings,
 * kernel interfaces with a history, foreign ABIs; sockets only of four families. Offsets are those
 * of {@code struct seccomp_data} (linux/seccomp.h), return values those of seccomp(2).
 */
final class SeccompFilter {
  private static final int LOAD = 0x20;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_GREATER_OR_EQUAL = 0x35;
  private static final int JUMP_SET = 0x45;
  private static final int RETURN = 0x06;

  private static final int ALLOW = 0x7fff0000;
  private static final int KILL_PROCESS = 0x80000000;
  private static final int ERRNO = 0x00050000;
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;
  private static final int EAFNOSUPPORT = 97;

  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int ARGUMENT_0 = 16;
  private static final int ARGUMENT_1 = 24;

  private static final int X32_BIT = 0x40000000;

  /**
   * CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET; NEWTIME overlaps the exit
   * signal and exists for clone3 only.
   */
  private static final int NEW_NAMESPACE = 0x7e020000;

  private static final int[] FAMILIES = {
    1 /* UNIX */, 2 /* INET */, 10 /* INET6 */, 16 /* NETLINK */
  };
  private static final int[] TERMINAL_INJECTION = {0x5412 /* TIOCSTI */, 0x541c /* TIOCLINUX */};

  /** What can be set of a file on disk that stays when its directory is emptied. */
  private static final int[] LASTING_FLAGS = {
    0x5412 /* TIOCSTI */,
    0x541c /* TIOCLINUX */,
    0x40086602 /* FS_IOC_SETFLAGS */,
    0x401c5820 /* FS_IOC_FSSETXATTR */,
    0x40086604 /* FS_IOC_SETVERSION */,
    0x800c6613 /* FS_IOC_SET_ENCRYPTION_POLICY */,
    0x40806685 /* FS_IOC_ENABLE_VERITY */
  };

  private static final int PR_SET_DUMPABLE = 4;
  private static final int PRIO_USER = 2;
  private static final int IOPRIO_WHO_USER = 3;

  /**
   * C libraries and node ask for these first and fall back when the kernel seems to be too old for
   * them.
   */
  private static final Set<String> SEEM_ABSENT =
      Set.of("clone3", "io_uring_setup", "io_uring_enter", "io_uring_register");

  private static final Map<String, Integer> AUDIT_ARCHITECTURES =
      Map.of("x86_64", 0xc000003e, "aarch64", 0xc00000b7);

  private final List<long[]> instructions = new ArrayList<>();

  private final int[] ioctls;
  private final int[] families;

  private SeccompFilter(int[] ioctls, int... families) {
    this.ioctls = ioctls;
    this.families = families;
  }

  /**
   * The filter for a program that has namespaces of its own.
   *
   * @param architecture the system property {@code os.arch}
   * @throws SandboxUnavailableException for an architecture without a table
   */
  static byte[] inNamespaces(String architecture) throws IOException, SandboxUnavailableException {
    return new SeccompFilter(TERMINAL_INJECTION, FAMILIES).of(architecture, List.of(""));
  }

  /**
   * The filter for a program that shares the network and the message queues of the machine, and so
   * gets no socket that reaches anything. Of Landlock's gaps it closes these: what a process may do
   * to the limits and priorities of others of its user, be it the one that watches it or the node,
   * and hiding from the one that watches it.
   *
   * @param architecture the system property {@code os.arch}
   * @param asUser whether it runs as the user of the node, and must not change whose files are
   * @throws SandboxUnavailableException for an architecture without a table
   */
  static byte[] onHost(String architecture, boolean asUser)
      throws IOException, SandboxUnavailableException {
    return new SeccompFilter(LASTING_FLAGS)
        .of(architecture, asUser ? List.of("", ".host", ".user") : List.of("", ".host"));
  }

  private byte[] of(String architecture, List<String> tables)
      throws IOException, SandboxUnavailableException {
    String name = architecture.equals("amd64") ? "x86_64" : architecture;
    if (!AUDIT_ARCHITECTURES.containsKey(name)) {
      throw new SandboxUnavailableException(
          "no system call filter for the architecture "
              + architecture
              + ": only x86_64 and aarch64 have one");
    }
    architecture(AUDIT_ARCHITECTURES.get(name), name.equals("x86_64"));
    for (String table : tables) {
      table(name + table).forEach(this::systemCall);
    }
    add(RETURN, ALLOW, 0, 0);
    return bytes();
  }

  private static Map<String, Integer> table(String architecture) throws IOException {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    String resource = "/runtimes/seccomp/" + architecture + ".syscalls";
    try (InputStream in = SeccompFilter.class.getResourceAsStream(resource);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          int space = line.indexOf(' ');
          numbers.put(line.substring(0, space), Integer.parseInt(line.substring(space + 1)));
        }
      }
    }
    return numbers;
  }

  private void architecture(int expected, boolean x32) {
    add(LOAD, ARCHITECTURE, 0, 0);
    add(JUMP_EQUAL, expected, 1, 0);
    add(RETURN, KILL_PROCESS, 0, 0);
    add(LOAD, NUMBER, 0, 0);
    if (x32) {
      add(JUMP_GREATER_OR_EQUAL, X32_BIT, 0, 1);
      add(RETURN, ERRNO | ENOSYS, 0, 0);
    }
  }

  private void systemCall(String name, int number) {
    switch (name) {
      case "clone" ->
          onArgument(number, ARGUMENT_0, JUMP_SET, new int[] {NEW_NAMESPACE}, ERRNO | EPERM, ALLOW);
      case "ioctl" -> onArgument(number, ARGUMENT_1, JUMP_EQUAL, ioctls, ERRNO | EPERM, ALLOW);
      case "socketpair" ->
          onArgument(number, ARGUMENT_0, JUMP_EQUAL, FAMILIES, ALLOW, ERRNO | EAFNOSUPPORT);
      case "socket" ->
          onArgument(number, ARGUMENT_0, JUMP_EQUAL, families, ALLOW, ERRNO | EAFNOSUPPORT);
      case "prctl" ->
          onArgument(
              number, ARGUMENT_0, JUMP_EQUAL, new int[] {PR_SET_DUMPABLE}, ERRNO | EPERM, ALLOW);
      case "prlimit64",
          "sched_setaffinity",
          "sched_setattr",
          "sched_setparam",
          "sched_setscheduler" ->
          onArgument(number, ARGUMENT_0, JUMP_EQUAL, new int[] {0}, ALLOW, ERRNO | EPERM);
      case "setpriority" -> onOwn(number, PRIO_USER);
      case "ioprio_set" -> onOwn(number, IOPRIO_WHO_USER);
      default -> {
        add(JUMP_EQUAL, number, 0, 1);
        add(RETURN, ERRNO | (SEEM_ABSENT.contains(name) ? ENOSYS : EPERM), 0, 0);
      }
    }
  }

  /**
   * For one call: {@code match} when a test of its argument holds, else {@code otherwise}. Ends the
   * program either way.
   */
  private void onArgument(
      int number, int argument, int test, int[] values, int match, int otherwise) {
    add(JUMP_EQUAL, number, 0, 2 * values.length + 2);
    // The kernel takes these arguments as 32 bits, so the low half is all that counts (little
    // endian: it comes first).
    add(LOAD, argument, 0, 0);
    for (int value : values) {
      add(test, value, 0, 1);
      add(RETURN, match, 0, 0);
    }
    add(RETURN, otherwise, 0, 0);
  }

  /** For a call that takes a kind and a number: not of all of a user, and of no other process. */
  private void onOwn(int number, int user) {
    add(JUMP_EQUAL, number, 0, 7);
    add(LOAD, ARGUMENT_0, 0, 0);
    add(JUMP_EQUAL, user, 0, 1);
    add(RETURN, ERRNO | EPERM, 0, 0);
    add(LOAD, ARGUMENT_1, 0, 0);
    add(JUMP_EQUAL, 0, 0, 1);
    add(RETURN, ALLOW, 0, 0);
    add(RETURN, ERRNO | EPERM, 0, 0);
  }

  private void add(int code, int constant, int ifTrue, int ifFalse) {
    instructions.add(new long[] {code, constant, ifTrue, ifFalse});
  }

  private byte[] bytes() {
    ByteBuffer buffer = ByteBuffer.allocate(instructions.size() * 8).order(ByteOrder.nativeOrder());
    for (long[] one : instructions) {
      buffer.putShort((short) one[0]).put((byte) one[2]).put((byte) one[3]).putInt((int) one[1]);
    }
    return buffer.array();
  }
}
