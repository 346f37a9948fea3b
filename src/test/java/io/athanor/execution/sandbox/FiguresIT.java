package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an attempt is said to have used beside what its program itself counted, at each tier. */
class FiguresIT {

  /** Three processes; the start of all is less than five hundredths of what they do. */
  private static final String BURNS =
      """
      import os, time
      def burn(seconds):
          while time.process_time() < seconds:
              pass
          return time.process_time()
      children = []
      for seconds in (0.8, 1.2):
          read, write = os.pipe()
          pid = os.fork()
          if pid == 0:
              os.write(write, str(burn(seconds)).encode())
              os._exit(0)
          children.append((pid, read))
      result = burn(1.0)
      for pid, read in children:
          os.waitpid(pid, 0)
          result += float(os.read(read, 99))
      """;

  private static final String HOLDS =
      """
      held = bytearray(120 << 20)
      for i in range(0, len(held), 4096):
          held[i] = 1
      status = open("/proc/self/status").read()
      result = int(status[status.index("VmHWM:"):].split()[1]) << 10
      """;

  @TempDir Path home;

  static List<Tier> tiers() {
    return Tiers.all();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void theFiguresAreThoseOfTheProgram(Tier tier) throws Exception {
    try (Sandboxes sandboxes = Tiers.open(tier, home, 61_900, Duration.ofSeconds(30))) {
      Bench bench = new Bench(sandboxes);
      Report busy = bench.python(BURNS).report();
      assertThat(busy.cpu().toMillis() / 1000.0)
          .isCloseTo(Double.parseDouble(busy.result()), withinPercentage(5));
      Report large = bench.python(HOLDS).report();
      assertThat((double) large.peakMemory())
          .isCloseTo(Double.parseDouble(large.result()), withinPercentage(5));
    }
  }
}
