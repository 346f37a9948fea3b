package io.athanor.operations.diagnostics;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.Sections.Threads;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Threads. Those that wait for each other for ever are an error, however few there are. */
final class ThreadSection implements Section<Threads> {

  private static final double LIMIT_WARNING = 80;
  private static final double LIMIT_ERROR = 95;
  private static final double MANY = 1_000;
  private static final int MOST_NAMES = 200;

  private final ProcFiles proc;
  private final Sample.Minute minute;

  ThreadSection(ProcFiles proc, Sample.Minute minute) {
    this.proc = proc;
    this.minute = minute;
  }

  @Override
  public Threads read() throws IOException {
    ThreadMXBean bean = ManagementFactory.getThreadMXBean();
    MachineReading machine = minute.last().machine();
    Long limit = machine == null ? null : machine.pids();
    int total = (int) proc.status("Threads");
    List<String> deadlocked = names(bean, bean.findDeadlockedThreads());
    Judgement judged =
        new Judgement()
            .over((double) total, MANY, Double.POSITIVE_INFINITY, "%.0f threads")
            .over(
                limit == null ? null : Figures.percent(machine.pidsUsed(), limit),
                LIMIT_WARNING,
                LIMIT_ERROR,
                "%.0f %% of the processes and threads that the control group allows")
            .when(
                !deadlocked.isEmpty(),
                Level.ERROR,
                "these threads wait for each other for ever: " + String.join(", ", deadlocked));
    return new Threads(
        judged.level(),
        null,
        judged.reasons(),
        total,
        bean.getThreadCount(),
        bean.getDaemonThreadCount(),
        bean.getPeakThreadCount(),
        limit,
        deadlocked,
        names(bean, bean.getAllThreadIds()));
  }

  private static List<String> names(ThreadMXBean bean, long[] ids) {
    return ids == null
        ? List.of()
        : Arrays.stream(bean.getThreadInfo(ids))
            .filter(Objects::nonNull)
            .map(ThreadInfo::getThreadName)
            .sorted()
            .limit(MOST_NAMES)
            .toList();
  }

  @Override
  public Threads failed(String error) {
    return new Threads(
        Level.ERROR, error, List.of(), null, null, null, null, null, List.of(), List.of());
  }
}
