package io.athanor.operations.diagnostics;

import com.sun.management.OperatingSystemMXBean;
import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.Diagnostics.SystemReport;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all sections. Blocks for some milliseconds; used by one thread at a time. */
final class Sampler {

  private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

  private final Sources sources;
  private final Clock clock;
  private final Sample.Minute minute = new Sample.Minute();
  private final Pauses pauses = new Pauses();
  private final MemorySection memory;
  private final CpuSection cpu;
  private final ThreadSection threads;
  private final DescriptorSection descriptors;
  private final NetworkSection network;
  private final DiskSection disk;
  private final LoopSection loops;
  private final PoolSection pools;
  private final GcSection gc = new GcSection(pauses);
  private final LimitSection limits = new LimitSection(minute);

  Sampler(Sources sources, Path procDirectory, Clock clock) {
    ProcFiles proc = new ProcFiles(procDirectory);
    this.sources = sources;
    this.clock = clock;
    memory = new MemorySection(proc, minute, pauses::afterGc);
    cpu = new CpuSection(proc, minute);
    threads = new ThreadSection(proc, minute);
    descriptors = new DescriptorSection(proc);
    network = new NetworkSection(proc);
    disk = new DiskSection(sources.home());
    loops = new LoopSection(sources.loops());
    pools = new PoolSection(sources.pools());
  }

  void begin() {
    pauses.begin();
  }

  void end() {
    pauses.end();
  }

  SystemReport sample() {
    minute.add(new Sample(System.nanoTime(), processNanos(), machine()));
    Instant now = clock.instant();
    return judged(
        new SystemReport(
            sources.node(),
            now,
            now,
            Level.HEALTHY,
            List.of(),
            memory.sampled(),
            cpu.sampled(),
            threads.sampled(),
            descriptors.sampled(),
            network.sampled(),
            disk.sampled(),
            loops.sampled(),
            pools.sampled(),
            gc.sampled(),
            new JvmParts.ClassSection().sampled(),
            limits.sampled(),
            new JvmParts.JvmSection().sampled(),
            new JvmParts.ProcessSection(sources.host()).sampled()));
  }

  private static long processNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean
        ? bean.getProcessCpuTime()
        : 0;
  }

  private MachineReading machine() {
    try {
      return sources.machine().call();
    } catch (Exception e) {
      LOG.debug("the machine cannot be read", e);
      return null;
    }
  }

  /** The whole is as bad as its worst section. */
  private static SystemReport judged(SystemReport report) {
    Level worst = Level.HEALTHY;
    List<String> reasons = new ArrayList<>();
    for (Map.Entry<String, Standing> section : Standing.of(report).entrySet()) {
      Standing one = section.getValue();
      worst = worst.compareTo(one.level()) < 0 ? one.level() : worst;
      one.words().forEach(words -> reasons.add(section.getKey() + ": " + words));
    }
    return Standing.with(report, report.timestamp(), worst, reasons);
  }
}
