package io.athanor.execution.sandbox.abuse;

import static io.athanor.execution.sandbox.abuse.Target.ended;
import static io.athanor.execution.sandbox.abuse.Target.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench.Run;
import io.athanor.execution.sandbox.Tier;
import java.util.List;

/** Files: too large, in the wrong place, left behind, taken away. */
final class FileCases {
  private FileCases() {}

  static List<AbuseCase> all() {
    return List.of(
        AbuseCase.of(
                9,
                "fill the working directory: a file of 1 GB, then 4 of 60 MB",
                "SIGXFSZ at 64 MB, ENOSPC at 128 MB",
                FileCases::fillWork)
            .at(Tier.LANDLOCK, "SIGXFSZ at 64 MB, OUTPUT_LIMIT by polling when 128 MB are passed"),
        AbuseCase.of(
                10,
                "write to 12 places outside; fill /dev/shm",
                "all refused; /dev/shm ends at 64 MB",
                FileCases::elsewhere)
            .at(Tier.LANDLOCK, "all refused, /dev/shm too"),
        AbuseCase.of(
            40,
            "rm -rf of its directories and /usr/bin/env",
            "only its own files go; the report is whole",
            FileCases::delete),
        AbuseCase.of(
                46,
                "leave files in $TMPDIR, /dev/shm and the working directory",
                "the next attempt sees none",
                FileCases::leave)
            .at(Tier.LANDLOCK, "refused in /dev/shm; the next attempt sees none"));
  }

  private static String fillWork(Target target) {
    boolean polled = target.tier() == Tier.LANDLOCK;
    Run run =
        ended(target.run("09-fill-work.sh"), polled ? Verdict.OUTPUT_LIMIT : Verdict.SUCCEEDED);
    List<String> lines = run.stdout().lines().toList();
    // 128 + 25 is SIGXFSZ as a shell tells it.
    assertThat(lines.get(0)).isEqualTo("153 " + (64 << 20));
    if (polled) {
      assertThat(run.report().reason()).isEqualTo("files took more than the 128 MB of disk");
      return "SIGXFSZ at 64 MB, " + words(run);
    }
    assertThat(lines.subList(1, lines.size() - 1)).containsExactly("full", "full");
    assertThat(Integer.parseInt(lines.get(lines.size() - 1))).isBetween(120, 128);
    return "SIGXFSZ at 64 MB, full at " + lines.get(lines.size() - 1) + " MB";
  }

  private static String elsewhere(Target target) throws Exception {
    Probes probes = Probes.of(target.run("10-write-elsewhere.py")).refusedBut();
    return probes.with("shm", target.tier() == Tier.LANDLOCK ? "EACCES" : "64 MB").words();
  }

  private static String delete(Target target) {
    Run run = ended(target.run("40-delete.sh"), Verdict.SUCCEEDED);
    assertThat(run.stdout()).isEqualTo("still there\n");
    return "SUCCEEDED, /usr is whole";
  }

  private static String leave(Target target) {
    Run left = ended(target.run("46-leave.py"), Verdict.SUCCEEDED);
    assertThat(left.report().result()).isEqualTo(target.tier() == Tier.LANDLOCK ? "2" : "3");
    Run next = ended(target.run("46-look.py"), Verdict.SUCCEEDED);
    assertThat(next.report().result()).isEqualTo("[]");
    return "none";
  }
}
