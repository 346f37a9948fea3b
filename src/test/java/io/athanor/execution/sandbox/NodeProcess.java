package io.athanor.execution.sandbox;

import io.athanor.contract.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own: opens sandboxes, runs one program, prints what comes of it. */
final class NodeProcess {
  private NodeProcess() {}

  /** Arguments: home, program, the first uid, tier. */
  public static void main(String[] args) throws Exception {
    Tier tier = Tier.valueOf(args[3]);
    Duration lease = Duration.ofSeconds(3);
    try (Sandboxes sandboxes =
        Tiers.open(tier, Path.of(args[0]), Integer.parseInt(args[2]), lease)) {
      Limits limits = Bench.LIMITS;
      AttemptListener listener =
          new AttemptListener() {
            @Override
            public void output(Stream stream, byte[] chunk) {
              System.out.write(chunk, 0, chunk.length);
              System.out.flush();
            }
          };
      Report report =
          sandboxes
              .start(new Shape(limits.disk()))
              .orElseThrow()
              .run(Job.of(ProgramRuntime.PYTHON, args[1], "{}", limits), listener)
              .get(30, TimeUnit.SECONDS);
      System.out.println("END " + report.verdict() + " " + report.tier() + " " + report.result());
    }
  }
}
