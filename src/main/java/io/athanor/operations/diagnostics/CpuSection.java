package io.athanor.operations.diagnostics;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.Sections.Cpu;
import io.athanor.contract.Sections.HostCpu;
import io.athanor.contract.Sections.ProcessCpu;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Processors. A machine whose processors are busy with experiments does what it is for: it is too
 * busy when more than twice as many programs wait as there are processors. The server itself should
 * need a part of them.
 */
final class CpuSection implements Section<Cpu> {

  private static final double PROCESS_WARNING = 80;
  private static final double HOST_BUSY = 95;
  private static final double WAITING = 2;

  private final ProcFiles proc;
  private final Sample.Minute minute;

  CpuSection(ProcFiles proc, Sample.Minute minute) {
    this.proc = proc;
    this.minute = minute;
  }

  @Override
  public Cpu read() throws IOException {
    Sample last = minute.last();
    MachineReading machine = last.machine();
    double processors =
        machine == null ? Runtime.getRuntime().availableProcessors() : machine.processors();
    ProcessCpu process =
        new ProcessCpu(
            last.processPercent(minute.before(), processors),
            last.processPercent(minute.first(), processors),
            Figures.rounded((double) last.processNanos() / TimeUnit.SECONDS.toNanos(1)),
            (int) proc.status("Threads"));
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    HostCpu host =
        new HostCpu(
            last.machinePercent(minute.before()),
            last.machinePercent(minute.first()),
            processors,
            loads(load));
    boolean crowded =
        host.percentLastMinute() != null
            && host.percentLastMinute() >= HOST_BUSY
            && load > WAITING * processors;
    Judgement judged =
        new Judgement()
            .over(
                process.percentLastMinute(),
                PROCESS_WARNING,
                Double.POSITIVE_INFINITY,
                "this process had %.0f %% of all processors in the last minute")
            .when(
                crowded,
                Level.WARNING,
                String.format(
                    Locale.ROOT,
                    "the processors were busy for a minute and %.1f programs wanted %.0f of them",
                    load,
                    processors));
    return new Cpu(judged.level(), null, judged.reasons(), process, host);
  }

  /** Of the last minute, five and fifteen; the first alone where the kernel tells no more. */
  private List<Double> loads(double last) {
    List<Double> all = proc.loads();
    return all.isEmpty() && last >= 0 ? List.of(Figures.rounded(last)) : all;
  }

  @Override
  public Cpu failed(String error) {
    return new Cpu(Level.ERROR, error, List.of(), null, null);
  }
}
