package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Limits;
import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that mean harm, one slot, one after another: after each the slot works and nothing of it
 * is left.
 */
class HostileIT {
  private static final int UID = 61_500;
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
    assertThat(processesOf(UID)).isEmpty();
    Run next = bench.python("import os\nresult = os.listdir('/tmp') + os.listdir('/dev/shm')");
    assertThat(next.report().verdict()).isEqualTo(Verdict.SUCCEEDED);
    assertThat(next.report().result()).isEqualTo("[]");
  }

  /** Living processes of the user; a dead one that nobody has asked after yet is not left over. */
  static List<String> processesOf(int uid) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(p -> p.getFileName().toString().chars().allMatch(Character::isDigit))
          .map(p -> String.join(" ", ControlFiles.lines(p.resolve("status"))))
          .filter(
              status ->
                  status.contains("Uid:\t" + uid + "\t")
                      && !status.contains("State:\tZ")
                      && !status.contains("State:\tX"))
          .toList();
    }
  }

  private static void assertVerdict(Run run, Verdict verdict) {
    assertThat(run.report().verdict()).as(run.report() + "\n" + run.stderr()).isEqualTo(verdict);
  }

  @Test
  void aSleeperIsEndedAtItsLimit() {
    long before = System.nanoTime();
    Run run =
        bench.python(
            "import time\nprint('kept', flush=True)\nopen('out/a', 'w').write('1')\ntime.sleep(3)",
            Bench.wall(0.5));
    assertVerdict(run, Verdict.WALL_LIMIT);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(1500));
    assertThat(run.report().wall()).isBetween(Duration.ofMillis(500), Duration.ofMillis(700));
    assertThat(run.report().reason()).isEqualTo("time limit 0.50 s reached");
    assertThat(run.stdout()).isEqualTo("kept\n");
    assertThat(run.heard().artefacts).containsKey("a");
  }

  @Test
  void ignoringAndStoppingSignalsDoesNotHelp() {
    String ignore =
        "import signal, time\nfor s in range(1, 65):\n  try: signal.signal(s, signal.SIG_IGN)\n  except (OSError, ValueError): pass\n";
    assertVerdict(bench.python(ignore + "time.sleep(9)", Bench.wall(0.3)), Verdict.WALL_LIMIT);
    assertVerdict(
        bench.python("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", Bench.wall(0.3)),
        Verdict.WALL_LIMIT);
  }

  @Test
  void burnersShareOneBudget() {
    Run run =
        bench.python(
            "import os\nfor _ in range(3): os.fork() and None\nwhile True: pass", Bench.cpu(1));
    assertVerdict(run, Verdict.CPU_LIMIT);
    assertThat(run.report().cpu()).isBetween(Duration.ofMillis(900), Duration.ofMillis(1800));
    Run alone =
        bench.python(
            "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass",
            Bench.cpu(0.5));
    assertVerdict(alone, Verdict.CPU_LIMIT);
  }

  @Test
  void memoryBombsEndAtTheLimit() {
    Limits limits = Bench.memory(64);
    Run heap = bench.python("x = []\nwhile True: x.append(bytearray(1 << 20))", limits);
    assertVerdict(heap, Verdict.MEMORY_LIMIT);
    assertThat(heap.report().reason()).startsWith("memory limit 64 MB reached after ");
    assertVerdict(
        bench.python(
            "import mmap\nm = mmap.mmap(-1, 640 << 20)\nfor i in range(0, 640 << 20, 4096): m[i] = 1",
            limits),
        Verdict.MEMORY_LIMIT);
    String children =
        """
        import os, sys
        pids = []
        for _ in range(6):
            pid = os.fork()
            if pid == 0:
                x = bytearray(40 << 20); import time; time.sleep(2); os._exit(0)
            pids.append(pid)
        for pid in pids: os.waitpid(pid, 0)
        """;
    assertVerdict(bench.python(children, limits), Verdict.MEMORY_LIMIT);
    assertVerdict(
        bench.bash(
            "dd if=/dev/zero of=/dev/shm/x bs=1M count=60; dd if=/dev/zero of=/tmp/x bs=1M count=60"),
        Verdict.SUCCEEDED);
    assertVerdict(
        bench.run(
            Job.of(
                ProgramRuntime.BASH,
                "for d in /dev/shm /tmp /work; do dd if=/dev/zero of=$d/x bs=1M count=60; done",
                "{}",
                limits)),
        Verdict.MEMORY_LIMIT);
  }

  @Test
  void aMillionFilesEndAtAMemoryLimit() {
    Run run =
        bench.python(
            "i = 0\nwhile True:\n  open(f'/tmp/{i}', 'w').close(); i += 1", Bench.memory(48));
    assertThat(run.report().verdict()).isIn(Verdict.MEMORY_LIMIT, Verdict.FAILED);
  }

  @Test
  void endlessOutputIsCutAndEnded() {
    Run run = bench.bash("yes");
    assertVerdict(run, Verdict.OUTPUT_LIMIT);
    assertThat(run.heard().stdout.size()).isEqualTo(1 << 20);
    assertThat(run.report().stdout().truncated()).isTrue();
    assertThat(run.report().stdout().dropped()).isGreaterThan(8 << 20);
    Run much = bench.python("print('x' * (3 << 20))\nresult = 1");
    assertVerdict(much, Verdict.SUCCEEDED);
    assertThat(much.report().stdout().kept()).isEqualTo(1 << 20);
    assertThat(much.report().stdout().dropped()).isEqualTo((2 << 20) + 1);
    assertVerdict(bench.bash("yes '{\"name\":\"a\",\"value\":1}' >&3"), Verdict.OUTPUT_LIMIT);
  }

  @Test
  void forkAndThreadBombsHitTheirCap() {
    Run forks =
        bench.run(
            Job.of(
                ProgramRuntime.BASH,
                "bomb() { bomb | bomb & }; bomb; sleep 1",
                "{}",
                Bench.wall(3)));
    assertThat(forks.report().verdict()).isNotIn(Verdict.SANDBOX_ERROR, Verdict.LOST);
    Run threads =
        bench.python(
            "import threading, time\nfor _ in range(5000): threading.Thread(target=time.sleep, args=(5,), daemon=True).start()");
    assertVerdict(threads, Verdict.FAILED);
    assertThat(threads.report().error().message()).contains("can't start new thread");
  }

  @Test
  void filesAndDiskHaveTheirSize() {
    Run file = bench.bash("head -c 100M /dev/zero > big; ls -l big | cut -d' ' -f5");
    assertThat(file.stdout().strip()).isEqualTo(Long.toString(64 << 20));
    Run disk = bench.bash("for i in 1 2 3; do head -c 60M /dev/zero > f$i || echo full; done");
    assertThat(disk.stdout()).isEqualTo("full\n");
  }

  @Test
  void manySmallWritesArriveTogether() {
    Run run =
        bench.python(
            "import os\nfor _ in range(10000): os.write(1, b'x'); os.write(1, b'')\nresult = 1");
    assertVerdict(run, Verdict.SUCCEEDED);
    assertThat(run.heard().stdout.size()).isEqualTo(10000);
  }
}
