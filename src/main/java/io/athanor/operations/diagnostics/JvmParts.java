package io.athanor.operations.diagnostics;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.JvmSections.Classes;
import io.athanor.contract.JvmSections.Jvm;
import io.athanor.contract.Sections.OwnProcess;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

/** The sections that have no thresholds: what this process is. */
final class JvmParts {

  private JvmParts() {}

  /** The classes that are loaded. */
  static final class ClassSection implements Section<Classes> {

    @Override
    public Classes read() {
      ClassLoadingMXBean bean = ManagementFactory.getClassLoadingMXBean();
      return new Classes(
          Level.HEALTHY,
          null,
          List.of(),
          bean.getLoadedClassCount(),
          bean.getTotalLoadedClassCount(),
          bean.getUnloadedClassCount());
    }

    @Override
    public Classes failed(String error) {
      return new Classes(Level.ERROR, error, List.of(), null, null, null);
    }
  }

  /** The JVM and how it was started. */
  static final class JvmSection implements Section<Jvm> {

    @Override
    public Jvm read() {
      RuntimeMXBean bean = ManagementFactory.getRuntimeMXBean();
      return new Jvm(
          Level.HEALTHY,
          null,
          List.of(),
          Runtime.version().toString(),
          bean.getVmVendor(),
          bean.getVmName(),
          Figures.limitMb(Runtime.getRuntime().maxMemory()),
          bean.getInputArguments().stream().map(JvmFlags::shown).toList());
    }

    @Override
    public Jvm failed(String error) {
      return new Jvm(Level.ERROR, error, List.of(), null, null, null, null, List.of());
    }
  }

  /** The process and its host. */
  static final class ProcessSection implements Section<OwnProcess> {

    private final Callable<String> host;

    ProcessSection(Callable<String> host) {
      this.host = host;
    }

    @Override
    public OwnProcess read() throws Exception {
      ProcessHandle own = ProcessHandle.current();
      long start = ManagementFactory.getRuntimeMXBean().getStartTime();
      return new OwnProcess(
          Level.HEALTHY,
          null,
          List.of(),
          own.pid(),
          host.call(),
          System.getProperty("user.name"),
          own.info().startInstant().orElseGet(() -> Instant.ofEpochMilli(start)),
          ManagementFactory.getRuntimeMXBean().getUptime(),
          System.getProperty("user.dir"),
          own.info().command().orElse(null),
          System.getProperty("java.version"),
          System.getProperty("os.name")
              + " "
              + System.getProperty("os.version")
              + " "
              + System.getProperty("os.arch"));
    }

    @Override
    public OwnProcess failed(String error) {
      return new OwnProcess(
          Level.ERROR, error, List.of(), null, null, null, null, null, null, null, null, null);
    }
  }
}
