package io.athanor.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** The Java that runs this. */
final class Jvm {

  private Jvm() {}

  static String own() {
    return java(Path.of(System.getProperty("java.home")));
  }

  static String java(Path home) {
    return home.resolve("bin").resolve("java").toString();
  }

  /** Processor time of this process so far, in microseconds. */
  static double cpuMicros() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e3;
  }
}
