package io.athanor.execution.sandbox;

/** The small programs, in Python, by which a node finds out what isolation it gives. */
final class HostilePrograms {

  /** Tries what must fail, and says what did not. */
  private static final String HOSTILE =
      """
      import ctypes, os, socket
      libc = ctypes.CDLL(None, use_errno=True)
      holes = []
      def refused(name, attempt):
          try:
              attempt()
              holes.append(name)
          except OSError:
              pass
      def call(number, *args):
          if libc.syscall(number, *args) >= 0:
              return
          raise OSError(ctypes.get_errno(), "refused")
      refused("reads /etc/shadow", lambda: open("/etc/shadow"))
      refused("writes outside its directory", lambda: open("/athanor_probe", "w"))
      refused("writes to /usr", lambda: open("/usr/athanor_probe", "w"))
      refused("reaches a network", lambda: socket.create_connection(("192.0.2.1", 9), 1))
      refused("opens a socket to the hypervisor", lambda: socket.socket(40, socket.SOCK_STREAM))
      refused("makes a namespace", lambda: call({"x86_64": 272, "aarch64": 97}[os.uname().machine], 0x10000000))
      refused("opens the descriptors of PID 1", lambda: os.listdir("/proc/1/fd"))
      if "Seccomp:\\t2" not in open("/proc/self/status").read():
          holes.append("has no system call filter")
      """;

  private static final String IN_NAMESPACES =
      """
      if len([p for p in os.listdir("/proc") if p.isdigit()]) > 3:
          holes.append("sees other processes")
      result = holes
      """;

  private static final String ON_HOST =
      """
      refused("sees other processes", lambda: os.listdir("/proc"))
      refused("reads of the process that watches it", lambda: open(f"/proc/{os.getppid()}/environ"))
      refused("sends signals to it", lambda: os.kill(os.getppid(), 0))
      refused("opens a socket of the machine", lambda: socket.socket(socket.AF_UNIX))
      refused("opens a message queue of the machine", lambda: libc.mq_open(b"/athanor", 0) < 0 and call(-1))
      refused("writes to /tmp", lambda: open("/tmp/athanor_probe", "w"))
      refused("writes to /dev/shm", lambda: open("/dev/shm/athanor_probe", "w"))
      refused("lists the directory of the slots", lambda: os.listdir("../.."))
      if os.stat("..").st_uid == os.getuid():
          refused("changes files that are not its own", lambda: os.chmod("..", 0o755))
      result = holes
      """;

  /** Leaves a process that nobody waits for and that has left its session; the next one looks. */
  static final String DAEMON =
      """
      import os, time
      if os.fork() == 0:
          os.setsid()
          if os.fork() == 0:
              open("left", "w").close()
              time.sleep(60)
          os._exit(0)
      os.wait()
      result = os.listdir(".")
      """;

  static final String LOOK =
      "import os\nresult = sorted(n for n in os.listdir('.') if n not in {'out', '.athanor', 'main.py',"
          + " 'params.json'})\n";

  /** Four children that together, but not each alone, need more than the limit. */
  static final String GREEDY =
      """
      import os, time
      for _ in range(4):
          if os.fork() == 0:
              held = bytearray(40 << 20)
              break
      time.sleep(3)
      """;

  private HostilePrograms() {}

  /** Tries to get out; its result lists how it could. */
  static String outward(boolean namespaces) {
    return HOSTILE + (namespaces ? IN_NAMESPACES : ON_HOST);
  }
}
