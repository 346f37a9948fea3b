package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Limits;
import io.athanor.contract.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * At each tier that this machine reaches: one sandbox that takes the jobs of a group one after the
 * other: nothing of one is left for the next, and what ends one does not end the others.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(
    value = Tier.class,
    names = {"STRICT", "NAMESPACED", "LANDLOCK"})
class GroupIT {

  /** What a job sees of others: it has to be the same in each. */
  private static final String LOOK =
      """
      import math, os, threading
      places = [os.getcwd(), os.environ["TMPDIR"], "/dev/shm"]
      def entries(path):
          try:
              return os.listdir(path)
          except PermissionError:
              return ["refused"]
      result = {
          "pi": math.pi,
          "files": sorted(name for path in places for name in entries(path)),
          "processes": sorted(p for p in entries("/proc") if p.isdigit() and int(p) not in (1, os.getpid())),
          "threads": threading.active_count(),
          "modes": [oct(os.stat(p).st_mode) for p in places],
          "marks": [os.listxattr(p) for p in places],
          "environment": sorted(os.environ),
          "limits": __import__("resource").getrlimit(7),
      }
      """;

  /** Leaves all that it can. */
  private static final String LITTER =
      """
      import math, os, sys, threading, time
      def refused(path):
          try:
              return open(path + "/left", "w").close()
          except PermissionError:
              return True
      math.pi = 3
      sys.modules["json"] = None
      os.environ["LEFT"] = "1"
      os.umask(0)
      for path in (os.getcwd(), os.environ["TMPDIR"], "/dev/shm"):
          if refused(path):
              continue
          open(path + "/left", "w").write("x")
          os.makedirs(path + "/a/b/c")
          os.symlink("/etc/passwd", path + "/a/link")
          os.mkfifo(path + "/a/fifo")
          os.chmod(path + "/a/b", 0)
          try:
              os.setxattr(path, "user.left", b"x")
          except OSError:
              pass
          os.chmod(path, 0o700)
      for _ in range(3):
          if os.fork() == 0:
              os.setsid()
              if os.fork():
                  os._exit(0)
              time.sleep(600)
      threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
      result = "littered"
      """;

  @Parameter Tier tier;
  private Sandboxes sandboxes;
  private Sandbox sandbox;
  @TempDir Path home;

  @BeforeEach
  void start() throws Exception {
    sandboxes = Tiers.open(tier, home, 2);
    sandbox = sandboxes.start(new Shape(Bench.LIMITS.disk(), "session key")).orElseThrow();
  }

  @AfterEach
  void stop() {
    sandboxes.close();
  }

  private CompletableFuture<Report> started(String program, Limits limits) {
    return sandbox.run(
        Job.of(ProgramRuntime.PYTHON, program, "{}", limits), AttemptListener.silent());
  }

  private Report ran(String program, Limits limits) {
    return started(program, limits).orTimeout(30, TimeUnit.SECONDS).join();
  }

  private Report ran(String program) {
    return ran(program, Bench.LIMITS);
  }

  private void assertTakesMore() {
    assertThat(sandbox.waits()).isTrue();
    assertThat(ran("result = 6 * 7").result()).isEqualTo("42");
  }

  @Test
  void nothingOfOneIsLeftForTheNext() {
    Report before = ran(LOOK);
    assertThat(before.verdict()).as(before.reason()).isEqualTo(Verdict.SUCCEEDED);
    Report littered = ran(LITTER);
    assertThat(littered.result()).as(littered.reason()).isEqualTo("\"littered\"");
    assertThat(littered.survivors()).isPositive();
    Report after = ran(LOOK);
    assertThat(after.result()).isEqualTo(before.result());
    assertThat(sandboxes.freeSlots()).isEqualTo(1);
  }

  @Test
  void eachHasItsOwnRandomNumbersAndItsOwnFigures() {
    Report busy =
        ran("sum(i * i for i in range(2_000_000))\nheld = bytearray(60 << 20)\nresult = 1");
    Report one = ran("import random\nresult = random.random()");
    Report two = ran("import random\nresult = random.random()");
    assertThat(one.result()).isNotEqualTo(two.result());
    assertThat(two.cpu()).isLessThan(busy.cpu());
    assertThat(busy.peakMemory()).isGreaterThan(60 << 20);
    assertThat(two.peakMemory()).isLessThan(60 << 20);
    assertThat(two.startKind()).isEqualTo("warm");
  }

  @Test
  void whatFailsOrIsEndedDoesNotEndTheOthers() {
    assertThat(ran("1 / 0").verdict()).isEqualTo(Verdict.FAILED);
    assertTakesMore();
    assertThat(ran("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)").verdict())
        .isEqualTo(Verdict.CRASHED);
    assertTakesMore();
    assertThat(ran("import time\ntime.sleep(60)", Bench.wall(0.3)).verdict())
        .isEqualTo(Verdict.WALL_LIMIT);
    assertTakesMore();
    assertThat(ran("while True: print('x' * 9999)").verdict()).isEqualTo(Verdict.OUTPUT_LIMIT);
    assertTakesMore();
    CompletableFuture<Report> sleeps = started("import time\ntime.sleep(60)", Bench.LIMITS);
    Awaitility.await().until(() -> !sandbox.waits());
    sandbox.cancel(Verdict.CANCELLED, "on request");
    assertThat(sleeps.orTimeout(10, TimeUnit.SECONDS).join().verdict())
        .isEqualTo(Verdict.CANCELLED);
  }

  @Test
  void attacksOnTheFirstProcessChangeNothing() {
    Report report =
        ran(
            """
            import os, signal
            before = os.getppid()
            for target, number in [(1, n) for n in range(1, 65)] + [(-1, signal.SIGKILL)]:
                try:
                    os.kill(target, number)
                except OSError:
                    pass
            result = os.getppid() == before
            """);
    assertThat(report.result()).as(report.reason()).isEqualTo("true");
    assertTakesMore();
  }

  /** Rather a new sandbox than one of which that is not certain. */
  @Test
  void whatCannotBeClearedInTimeEndsTheSandbox() throws Exception {
    Report many =
        ran(
            "import tempfile\nfor i in range(30_000): open(f'{tempfile.gettempdir()}/{i}', 'w').close()\nresult = 1");
    assertThat(many.verdict()).as(many.reason()).isEqualTo(Verdict.SUCCEEDED);
    if (tier == Tier.LANDLOCK) {
      // Its files lie on the machine's disk: a new sandbox would have to remove them as well.
      assertTakesMore();
      return;
    }
    sandbox.gone().get(10, TimeUnit.SECONDS);
    assertThat(sandbox.waits()).isFalse();
    assertThat(sandboxes.freeSlots()).isEqualTo(2);
  }

  @Test
  void oneThatWaitsEndsWhenItIsTold() throws Exception {
    assertTakesMore();
    sandbox.cancel(Verdict.LOST, "no attempt of its group came");
    sandbox.gone().get(10, TimeUnit.SECONDS);
    Report late = ran("result = 1");
    assertThat(late.verdict()).isEqualTo(Verdict.LOST);
    assertThat(late.wall()).isEqualTo(Duration.ZERO);
  }
}
