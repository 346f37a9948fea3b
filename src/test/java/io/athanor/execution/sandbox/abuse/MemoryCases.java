package io.athanor.execution.sandbox.abuse;

import static io.athanor.execution.sandbox.abuse.Target.ended;
import static io.athanor.execution.sandbox.abuse.Target.megabytes;
import static io.athanor.execution.sandbox.abuse.Target.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench;
import io.athanor.execution.sandbox.Bench.Run;
import io.athanor.execution.sandbox.Tier;
import java.util.List;

/** Too much memory, in each form that it has. */
final class MemoryCases {
  private MemoryCases() {}

  static List<AbuseCase> all() {
    return List.of(
        AbuseCase.of(4, "memory bomb on the heap", "MEMORY_LIMIT", limited("04-heap.py")).quickly(),
        AbuseCase.of(
                5,
                "memory bomb in shared pages, 4 processes",
                "MEMORY_LIMIT",
                limited("05-shared-memory.py"))
            .at(Tier.NAMESPACED, "MEMORY_LIMIT by polling, some time after it is reached")
            .at(Tier.LANDLOCK, "MEMORY_LIMIT by polling, some time after it is reached"),
        AbuseCase.of(
                6,
                "20 children of 60 MB, parent exits with 0",
                "MEMORY_LIMIT although the program exits with 0",
                limited("06-children.py"))
            .quickly(),
        AbuseCase.of(7, "Buffer bomb in node", "MEMORY_LIMIT", MemoryCases::buffers)
            .at(Tier.NAMESPACED, "MEMORY_LIMIT by polling, or an end by RLIMIT_DATA")
            .at(Tier.LANDLOCK, "MEMORY_LIMIT by polling, or an end by RLIMIT_DATA"),
        AbuseCase.of(
            8,
            "heap bomb in java",
            "FAILED with OutOfMemoryError below the limit",
            MemoryCases::javaHeap),
        AbuseCase.of(
                11,
                "files without end and without contents",
                "MEMORY_LIMIT: the kernel's memory counts",
                MemoryCases::files)
            .at(Tier.NAMESPACED, "MEMORY_LIMIT: each file counts as 1 KB")
            .at(Tier.LANDLOCK, "OUTPUT_LIMIT: they lie on the disk, and each counts as 1 KB"));
  }

  private static AbuseCase.Attack limited(String file) {
    return target -> {
      Run run = ended(target.run(file), Verdict.MEMORY_LIMIT);
      return words(run) + ", peak " + megabytes(run.report().peakMemory());
    };
  }

  private static String files(Target target) {
    return target.tier() == Tier.LANDLOCK
        ? words(ended(target.run("11-files.py", Bench.disk(16)), Verdict.OUTPUT_LIMIT))
        : words(ended(target.run("11-files.py", Bench.memory(64)), Verdict.MEMORY_LIMIT));
  }

  private static String buffers(Target target) {
    Run run =
        target.tier() == Tier.STRICT
            ? ended(target.run("07-buffers.js"), Verdict.MEMORY_LIMIT)
            : ended(
                target.run("07-buffers.js"), Verdict.MEMORY_LIMIT, Verdict.CRASHED, Verdict.FAILED);
    assertThat(run.report().peakMemory()).as(run.stderr()).isGreaterThan(100 << 20);
    return words(run) + ", peak " + megabytes(run.report().peakMemory());
  }

  private static String javaHeap(Target target) {
    Run run = ended(target.run("08-Heap.java"), Verdict.FAILED);
    assertThat(run.stderr()).contains("OutOfMemoryError");
    assertThat(run.report().peakMemory()).isLessThan(Bench.LIMITS.memory());
    return "FAILED: OutOfMemoryError, peak " + megabytes(run.report().peakMemory());
  }
}
