package io.athanor.execution.sandbox.abuse;

import static io.athanor.execution.sandbox.abuse.Target.ended;
import static io.athanor.execution.sandbox.abuse.Target.megabytes;
import static io.athanor.execution.sandbox.abuse.Target.seconds;
import static io.athanor.execution.sandbox.abuse.Target.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench;
import io.athanor.execution.sandbox.Bench.Run;
import io.athanor.execution.sandbox.Report;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Output without end, in pieces, or made to look like ours. */
final class OutputCases {
  private static final String FORGED = "X\0\0\0\2{}J\0\0\0\0011";

  private OutputCases() {}

  static List<AbuseCase> all() {
    return List.of(
        AbuseCase.of(
                12,
                "stdout without end",
                "OUTPUT_LIMIT; 1 MB is kept, the rest counted",
                OutputCases::yes)
            .quickly(),
        AbuseCase.of(
            13,
            "stderr without end, slowly",
            "WALL_LIMIT; 1 MB is kept, the rest counted",
            OutputCases::slowly),
        AbuseCase.of(34, "flood of metrics", "OUTPUT_LIMIT", OutputCases::metrics),
        AbuseCase.of(39, "read stdin", "empty", OutputCases::stdin),
        AbuseCase.of(
            50,
            "bytes that look like frames of the sandbox's PID 1",
            "on stdout they are output, on the result channel at most a result",
            OutputCases::forged),
        AbuseCase.of(
            51,
            "10,000 writes of one byte and as many empty ones",
            "all bytes, in less than 1,000 pieces",
            OutputCases::pieces));
  }

  private static String yes(Target target) {
    Run run = ended(target.run("12-yes.sh"), Verdict.OUTPUT_LIMIT);
    Report report = run.report();
    assertThat(run.heard().stdout.size()).isEqualTo(1 << 20);
    assertThat(report.stdout().dropped()).isGreaterThan(8 << 20);
    assertThat(report.wall()).isLessThan(Duration.ofSeconds(2));
    return "OUTPUT_LIMIT after %s, %s kept, %s dropped"
        .formatted(
            seconds(report.wall()),
            megabytes(report.stdout().kept()),
            megabytes(report.stdout().dropped()));
  }

  private static String slowly(Target target) {
    Run run = ended(target.run("13-slow-stderr.py", Bench.wall(1)), Verdict.WALL_LIMIT);
    assertThat(run.heard().stderr.size()).isEqualTo(1 << 20);
    assertThat(run.report().stderr().truncated()).isTrue();
    return words(run) + ", 1 MB kept, " + megabytes(run.report().stderr().dropped()) + " dropped";
  }

  private static String metrics(Target target) {
    Run run = ended(target.run("34-metrics.sh"), Verdict.OUTPUT_LIMIT);
    assertThat(run.heard().points.size()).isLessThan(500_000);
    return words(run) + ", after " + seconds(run.report().wall());
  }

  private static String stdin(Target target) {
    Run run = ended(target.run("39-stdin.sh"), Verdict.SUCCEEDED);
    assertThat(run.stdout()).isEqualTo("0\n");
    return "0 bytes";
  }

  private static String forged(Target target) {
    Run run = ended(target.run("50-forged.sh"), Verdict.SUCCEEDED);
    assertThat(run.heard().stdout.toByteArray()).isEqualTo(FORGED.getBytes(StandardCharsets.UTF_8));
    assertThat(run.report().result()).isEqualTo("1");
    return "SUCCEEDED, printed as they are, result 1";
  }

  private static String pieces(Target target) {
    Run run = ended(target.run("51-small-writes.py"), Verdict.SUCCEEDED);
    assertThat(run.heard().stdout.size()).isEqualTo(10_000);
    assertThat(run.heard().chunks.get()).isLessThan(1_000);
    return "10,000 bytes in " + run.heard().chunks.get() + " pieces";
  }
}
