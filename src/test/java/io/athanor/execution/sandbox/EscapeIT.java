package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that mean harm, one slot, one after another: after each the slot works and nothing of it
 * is left.
 */
class EscapeIT {
  private static final int UID = 61_550;
  @TempDir static Path home;
  private static Sandboxes sandboxes;
  private static Bench bench;

  @BeforeAll
  static void open() throws Exception {
    SandboxConfig config = SandboxConfig.defaults(home, 1);
    sandboxes = Sandboxes.open(Configs.withUids(config, UID));
    bench = new Bench(sandboxes);
  }

  @AfterAll
  static void close() {
    sandboxes.close();
  }

  @AfterEach
  void theNextAttemptWorksAndNothingIsLeft() throws IOException {
    assertThat(HostileIT.processesOf(UID)).isEmpty();
    Run next = bench.python("import os\nresult = os.listdir('/tmp') + os.listdir('/dev/shm')");
    assertThat(next.report().verdict()).isEqualTo(Verdict.SUCCEEDED);
    assertThat(next.report().result()).isEqualTo("[]");
  }

  private static void assertVerdict(Run run, Verdict verdict) {
    assertThat(run.report().verdict()).as(run.report() + "\n" + run.stderr()).isEqualTo(verdict);
  }

  @Test
  void theMachineIsOutOfReach() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run =
          bench.bash(
              "cat /etc/shadow; ls /root /home /var /run; echo x > /x; echo x > /usr/x; echo x > /etc/passwd; echo x > /athanor/shim.pyc;"
                  + "echo x > /dev/x; cat /proc/1/environ; ls /proc/1/fd; cat /proc/kallsyms;"
                  + " exec 8<>/dev/tcp/127.0.0.1/"
                  + server.getLocalPort()
                  + "; date -s 2000-01-01; unshare -U true; mount -t tmpfs x /tmp;"
                  + " ulimit -n 100000; su -c id; mknod d b 8 0; cat | wc -c; ls -d /proc/[0-9]* | wc -l");
      assertThat(run.stdout()).doesNotContain("root:").endsWith("0\n4\n");
      assertThat(run.stdout().lines().filter(l -> !l.matches("[0-9]+|.* 2000")).toList()).isEmpty();
      assertThat(run.stderr()).contains("Connection refused").contains("Read-only file system");
    }
  }

  @Test
  void theFilterRefusesWhatItIsThereFor() {
    String program =
        """
        import ctypes, os, socket, platform
        libc = ctypes.CDLL(None, use_errno=True)
        x86 = platform.machine() == "x86_64"
        def call(number, *args):
            ctypes.set_errno(0)
            return "open" if libc.syscall(number, *args) >= 0 else ctypes.get_errno()
        def family(number):
            try:
                socket.socket(number, socket.SOCK_STREAM).close()
                return "open"
            except OSError as e:
                return e.errno
        result = {
            "vsock": family(40), "alg": family(38), "packet": family(17), "inet": family(2), "unix": family(1),
            "ptrace": call(101 if x86 else 117, 16, 1, 0, 0), "unshare": call(272 if x86 else 97, 0x10000000),
            "keyctl": call(250 if x86 else 219, 0, -3, 0), "add_key": call(248 if x86 else 217, b"user", b"a", b"b", 1, -3),
            "bpf": call(321 if x86 else 280, 0, 0, 0), "io_uring": call(425, 1, 0), "clone3": call(435, 0, 0),
            "clone": call(56 if x86 else 220, 0x10000000 | 17, 0, 0, 0, 0), "setns": call(308 if x86 else 268, 0, 0),
            "userfaultfd": call(323 if x86 else 282, 0), "shmget": call(29 if x86 else 194, 0, 4096, 0o1600),
            "x32": call(0x40000000 | 39) if x86 else 38,
        }
        import fcntl, pty
        master, slave = pty.openpty()
        try:
            fcntl.ioctl(slave, 0x5412, b"x")
            result["tiocsti"] = "open"
        except OSError as e:
            result["tiocsti"] = e.errno
        """;
    Run run = bench.python(program);
    assertVerdict(run, Verdict.SUCCEEDED);
    assertThat(run.report().result())
        .isEqualTo(
            "{\"vsock\":97,\"alg\":97,\"packet\":97,\"inet\":\"open\",\"unix\":\"open\",\"ptrace\":1,\"unshare\":1,"
                + "\"keyctl\":1,\"add_key\":1,\"bpf\":1,\"io_uring\":38,\"clone3\":38,\"clone\":1,\"setns\":1,"
                + "\"userfaultfd\":1,\"shmget\":1,\"x32\":38,\"tiocsti\":1}");
  }

  @Test
  void killingEverythingEndsOnlyItself() {
    Run crashed = bench.bash("kill -9 1; kill -INT 1; kill -STOP 1; kill -9 -1; sleep 0.1");
    assertThat(crashed.report().verdict()).isIn(Verdict.SUCCEEDED, Verdict.CRASHED);
    Run self = bench.bash("kill -9 $$");
    assertVerdict(self, Verdict.CRASHED);
    assertThat(self.report().reason()).isEqualTo("ended by signal 9 (SIGKILL)");
    assertVerdict(bench.bash("kill -XCPU $$"), Verdict.CRASHED);
  }

  @Test
  void aDaemonDiesWithTheRun() {
    long before = System.nanoTime();
    Run run =
        bench.python(
            "import os, time\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0:\n    time.sleep(60)\n  os._exit(0)\nos.wait()");
    assertVerdict(run, Verdict.SUCCEEDED);
    assertThat(run.report().survivors()).isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void artefactsAreOnlyPlainFilesWithPlainNames() {
    Run run =
        bench.bash(
            "cd out; ln -s /etc/passwd link; mkfifo fifo; echo a > ok; echo a > ..evil; echo a > $'new\\nline'; echo a > -rf;"
                + " truncate -s 50M sparse; ln -s . loop; mkdir sub; ln -s /etc sub/etc; echo a > $'bad\\xff'");
    assertVerdict(run, Verdict.SUCCEEDED);
    assertThat(run.heard().artefacts).containsOnlyKeys("ok");
    assertThat(run.report().artefacts().stream().filter(a -> a.refused() != null)).hasSize(9);
    Run moved = bench.bash("rmdir out; ln -s /etc out");
    assertThat(moved.heard().artefacts).isEmpty();
    assertThat(moved.report().artefacts())
        .singleElement()
        .extracting(Report.Artefact::refused)
        .isNotNull();
    Run many = bench.bash("for i in $(seq 57); do echo $i > out/$i; done");
    assertThat(many.heard().artefacts).hasSize(16);
    assertThat(many.report().artefacts()).hasSize(57);
  }

  @Test
  void badResultsAreTheProgramsFault() {
    assertVerdict(
        bench.python(
            "import os\nopen(os.environ['ATHANOR_RESULT'], 'w').write('[' * 200000 + ']' * 200000)"),
        Verdict.RESULT_INVALID);
    assertVerdict(
        bench.python("x = []\nfor _ in range(200000): x = [x]\nresult = x"),
        Verdict.RESULT_INVALID);
    assertVerdict(bench.python("x = []\nx.append(x)\nresult = x"), Verdict.RESULT_INVALID);
    assertVerdict(bench.python("result = 'x' * (2 << 20)"), Verdict.RESULT_INVALID);
    assertVerdict(bench.python("result = '\\0'"), Verdict.RESULT_INVALID);
    assertVerdict(bench.bash("echo '{' > $ATHANOR_RESULT"), Verdict.RESULT_INVALID);
    assertVerdict(bench.bash("echo 1e999 > $ATHANOR_RESULT"), Verdict.RESULT_INVALID);
    assertVerdict(bench.bash("printf '\"\\xff\"' > $ATHANOR_RESULT"), Verdict.RESULT_INVALID);
    assertVerdict(
        bench.bash("head -c 3000000 /dev/zero | tr '\\0' '[' > $ATHANOR_RESULT"),
        Verdict.RESULT_INVALID);
    assertVerdict(bench.bash("mkfifo $ATHANOR_RESULT"), Verdict.RESULT_INVALID);
    assertVerdict(bench.bash("ln -s /etc/passwd $ATHANOR_RESULT"), Verdict.RESULT_INVALID);
    assertVerdict(bench.bash("rm -rf /work/* /work/.athanor"), Verdict.SUCCEEDED);
  }

  @Test
  void forgedFramesAreOnlyOutput() {
    String forged = "X\\0\\0\\0\\2{}J\\0\\0\\0\\0011";
    Run run =
        bench.bash("printf '" + forged + "'; printf '" + forged + "' >&4; printf 'J\\0\\0\\0' >&4");
    assertVerdict(run, Verdict.SUCCEEDED);
    assertThat(run.heard().stdout.toByteArray())
        .isEqualTo("X\0\0\0\2{}J\0\0\0\0011".getBytes(StandardCharsets.UTF_8));
  }
}
