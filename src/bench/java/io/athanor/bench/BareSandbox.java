package io.athanor.bench;

import java.io.IOException;
import java.util.List;

/**
 * The baseline of a run: bubblewrap with Python that does nothing, and nobody who looks after it.
 */
final class BareSandbox {

  private static final List<String> COMMAND =
      List.of(
          "bwrap",
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
          "pass");

  private BareSandbox() {}

  /** Milliseconds from the start to the end. */
  static double run() throws IOException, InterruptedException {
    long began = System.nanoTime();
    Process process = new ProcessBuilder(COMMAND).start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("bare bubblewrap failed");
    }
    return (System.nanoTime() - began) / 1e6;
  }
}
