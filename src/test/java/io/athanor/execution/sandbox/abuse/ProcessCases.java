package io.athanor.execution.sandbox.abuse;

import static io.athanor.execution.sandbox.abuse.Target.ended;
import static io.athanor.execution.sandbox.abuse.Target.seconds;
import static io.athanor.execution.sandbox.abuse.Target.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench;
import io.athanor.execution.sandbox.Bench.Run;
import io.athanor.execution.sandbox.ProgramRuntime;
import io.athanor.execution.sandbox.Report;
import java.time.Duration;
import java.util.List;

/** Too many processes, processes that stay, processes that kill. */
final class ProcessCases {
  private ProcessCases() {}

  static List<AbuseCase> all() {
    return List.of(
        AbuseCase.of(
                1,
                "fork bomb in bash",
                "forks are refused at the cap; ends by itself or at a limit",
                ProcessCases::forkBomb)
            .quickly(),
        AbuseCase.of(2, "fork loop in Python", "EAGAIN at the cap of 64", ProcessCases::forkLoop),
        AbuseCase.of(
            3, "5,000 threads", "FAILED: no new thread, and no hang", ProcessCases::threads),
        AbuseCase.of(
                20,
                "daemon by double fork and setsid",
                "the run ends at once; the daemon is killed and counted",
                ProcessCases::daemon)
            .quickly(),
        AbuseCase.of(
            21, "daemon that keeps stdout open", "nobody waits for it", ProcessCases::heldOutput),
        AbuseCase.of(
            22,
            "kill -9, -STOP, -INT 1; kill -9 -1",
            "PID 1 is unmoved; CRASHED",
            ProcessCases::killAll),
        AbuseCase.of(
            42,
            "kill -9 and -XCPU itself",
            "CRASHED, not taken for a limit",
            ProcessCases::suicide),
        AbuseCase.of(
            44,
            "children print after the end",
            "not captured, not waited for",
            ProcessCases::late));
  }

  private static String forkBomb(Target target) {
    Run run = target.run("01-fork-bomb.sh", Bench.wall(3));
    Report report = run.report();
    assertThat(report.verdict()).isNotIn(Verdict.SANDBOX_ERROR, Verdict.LOST);
    assertThat(report.survivors()).isLessThanOrEqualTo(64);
    assertThat(report.wall()).isLessThan(Duration.ofSeconds(5));
    return words(run) + ", " + report.survivors() + " survivors killed";
  }

  private static String forkLoop(Target target) throws Exception {
    Run run = target.run("02-fork-loop.py");
    Probes probes = Probes.of(run).with("error", "EAGAIN");
    assertThat((int) probes.all().get("children")).isBetween(32, 63);
    assertThat(run.report().survivors()).isEqualTo(probes.all().get("children"));
    return "EAGAIN after "
        + probes.all().get("children")
        + " children, "
        + seconds(run.report().wall());
  }

  private static String threads(Target target) {
    Run run = ended(target.run("03-threads.py"), Verdict.FAILED);
    assertThat(run.report().reason()).contains("can't start new thread");
    return words(run);
  }

  private static String daemon(Target target) {
    Run run = ended(target.run("20-daemon.py"), Verdict.SUCCEEDED);
    assertThat(run.report().survivors()).isEqualTo(1);
    assertThat(run.report().wall()).isLessThan(Duration.ofSeconds(2));
    return "SUCCEEDED in " + seconds(run.report().wall()) + ", 1 survivor killed";
  }

  private static String heldOutput(Target target) {
    long begun = System.nanoTime();
    Run run = ended(target.run("21-daemon-holds-stdout.py"), Verdict.SUCCEEDED);
    Duration time = Duration.ofNanos(System.nanoTime() - begun);
    assertThat(run.stdout()).isEqualTo("main\n");
    assertThat(run.report().survivors()).isEqualTo(1);
    assertThat(time).isLessThan(Duration.ofSeconds(3));
    return "SUCCEEDED, report after " + seconds(time);
  }

  private static String killAll(Target target) {
    Run run = ended(target.run("22-kill-all.sh"), Verdict.CRASHED);
    assertThat(run.stdout()).isEqualTo("after 1\n");
    assertThat(run.report().signal()).isEqualTo(9);
    return words(run);
  }

  private static String suicide(Target target) {
    Run run = ended(target.run("42-suicide.sh"), Verdict.CRASHED);
    assertThat(run.report().reason()).isEqualTo("ended by signal 9 (SIGKILL)");
    Run other = target.run(ProgramRuntime.BASH, "kill -XCPU $$");
    assertThat(ended(other, Verdict.CRASHED).report().signal()).isEqualTo(24);
    return words(run) + "; " + words(other);
  }

  private static String late(Target target) {
    Run run = ended(target.run("44-late.py"), Verdict.SUCCEEDED);
    assertThat(run.stdout()).isEqualTo("main\n");
    assertThat(run.report().survivors()).isEqualTo(2);
    assertThat(run.report().wall()).isLessThan(Duration.ofMillis(400));
    return "SUCCEEDED, only the first line, 2 survivors killed";
  }
}
