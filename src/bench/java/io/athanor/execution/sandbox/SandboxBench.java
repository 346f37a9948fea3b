package io.athanor.execution.sandbox;

import io.athanor.contract.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long a Python attempt takes from nothing and from a waiting sandbox, beside bare bubblewrap
 * with Python. Prints medians and p95.
 */
public final class SandboxBench {
  private static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          256 << 20,
          64,
          128 << 20,
          64 << 20,
          1 << 20,
          1 << 20,
          "none");
  private static final int ROUNDS = 100;

  private SandboxBench() {}

  /** No arguments. */
  public static void main(String[] args) throws Exception {
    Path home = Files.createTempDirectory("athanor-bench");
    try (Sandboxes sandboxes = Sandboxes.open(SandboxConfig.defaults(home, 1))) {
      double[][] cold = new double[3][ROUNDS];
      double[][] warm = new double[2][ROUNDS];
      double[] bare = new double[ROUNDS];
      for (int i = -20; i < ROUNDS; i++) {
        double[] one = attempt(sandboxes, false);
        double[] two = attempt(sandboxes, true);
        double three = bare();
        if (i >= 0) {
          cold[0][i] = one[0];
          cold[1][i] = one[1];
          cold[2][i] = one[2];
          warm[0][i] = two[0];
          warm[1][i] = two[1];
          bare[i] = three;
        }
      }
      print("cold: until ready", cold[2]);
      print("cold: asked to first output", cold[0]);
      print("cold: asked to report, everything gone", cold[1]);
      print("warm: job to first output", warm[0]);
      print("warm: job to report, everything gone", warm[1]);
      print("bare bwrap with python3 -c pass, start to exit", bare);
    }
  }

  private static double[] attempt(Sandboxes sandboxes, boolean warm) throws Exception {
    long begun = System.nanoTime();
    Sandbox sandbox = sandboxes.start(new Shape(LIMITS.disk())).orElseThrow();
    if (warm) {
      sandbox.ready().get(5, TimeUnit.SECONDS);
      begun = System.nanoTime();
    }
    long[] first = new long[1];
    AttemptListener listener =
        new AttemptListener() {
          @Override
          public void output(Stream stream, byte[] chunk) {
            first[0] = System.nanoTime();
          }
        };
    Report report =
        sandbox
            .run(Job.of(ProgramRuntime.PYTHON, "print('x')\nresult = 1", "{}", LIMITS), listener)
            .get(10, TimeUnit.SECONDS);
    return new double[] {
      (first[0] - begun) / 1e6, (System.nanoTime() - begun) / 1e6, report.startMillis()
    };
  }

  private static double bare() throws Exception {
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(
                List.of(
                    "/usr/bin/setpriv",
                    "--reuid=60999",
                    "--regid=60999",
                    "--clear-groups",
                    "/usr/bin/bwrap",
                    "--unshare-all",
                    "--die-with-parent",
                    "--ro-bind",
                    "/usr",
                    "/usr",
                    "--symlink",
                    "usr/lib",
                    "/lib",
                    "--symlink",
                    "usr/lib64",
                    "/lib64",
                    "--proc",
                    "/proc",
                    "--dev",
                    "/dev",
                    "/usr/bin/python3",
                    "-c",
                    "pass"))
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("bare bubblewrap failed");
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  private static void print(String name, double[] values) {
    Arrays.sort(values);
    System.out.printf(
        Locale.ROOT,
        "%-50s p50 %6.1f ms  p95 %6.1f ms%n",
        name,
        values[values.length / 2],
        values[values.length * 95 / 100]);
  }
}
