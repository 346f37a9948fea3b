package io.athanor.execution.sandbox.abuse;

import static io.athanor.execution.sandbox.abuse.Target.ended;
import static io.athanor.execution.sandbox.abuse.Target.seconds;
import static io.athanor.execution.sandbox.abuse.Target.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench;
import io.athanor.execution.sandbox.Bench.Run;
import java.time.Duration;
import java.util.List;

/** Too much time, of the processors or by the clock; and the clock itself. */
final class TimeCases {
  private TimeCases() {}

  static List<AbuseCase> all() {
    return List.of(
        AbuseCase.of(14, "busy loop", "CPU_LIMIT", busy("14-busy.py", 2_600)),
        AbuseCase.of(
            15, "busy loop that ignores SIGXCPU", "CPU_LIMIT", busy("15-busy-deaf.py", 2_600)),
        AbuseCase.of(16, "4 burners", "CPU_LIMIT for all together", busy("16-burners.py", 1_900))
            .quickly(),
        AbuseCase.of(
            17,
            "sleep 1000",
            "WALL_LIMIT soon after the limit; what it wrote is kept",
            TimeCases::sleeper),
        AbuseCase.of(18, "ignores all signals", "WALL_LIMIT", still("18-deaf.py")).quickly(),
        AbuseCase.of(19, "stops itself (SIGSTOP)", "WALL_LIMIT", still("19-stopped.py")),
        AbuseCase.of(
            35, "set the clock", "EPERM; the machine's clock is unmoved", TimeCases::clock));
  }

  /** The kernel counts in ticks and polling comes late, so it is near the limit of one second. */
  private static AbuseCase.Attack busy(String file, int latestMillis) {
    return target -> {
      Run run = ended(target.run(file, Bench.cpu(1)), Verdict.CPU_LIMIT);
      assertThat(run.report().cpu())
          .isBetween(Duration.ofMillis(800), Duration.ofMillis(latestMillis));
      return "CPU_LIMIT of 1 s after " + seconds(run.report().cpu());
    };
  }

  private static AbuseCase.Attack still(String file) {
    return target -> {
      Run run = ended(target.run(file, Bench.wall(0.5)), Verdict.WALL_LIMIT);
      assertThat(run.report().wall()).isLessThan(Duration.ofMillis(1_500));
      return words(run) + ", after " + seconds(run.report().wall());
    };
  }

  private static String sleeper(Target target) {
    Run run = ended(target.run("17-sleep.py", Bench.wall(0.5)), Verdict.WALL_LIMIT);
    assertThat(run.report().wall()).isBetween(Duration.ofMillis(500), Duration.ofMillis(700));
    assertThat(run.report().reason()).isEqualTo("time limit 0.50 s reached");
    assertThat(run.stdout()).isEqualTo("kept\n");
    assertThat(run.heard().artefacts).containsKey("kept");
    return words(run) + ", after " + seconds(run.report().wall());
  }

  private static String clock(Target target) throws Exception {
    long before = System.currentTimeMillis() - System.nanoTime() / 1_000_000;
    Probes probes = Probes.of(target.run("35-clock.py")).refusedBut();
    long after = System.currentTimeMillis() - System.nanoTime() / 1_000_000;
    assertThat(after - before).as("milliseconds that the clock moved").isBetween(-1_000L, 1_000L);
    return probes.words() + ", clock unmoved";
  }
}
