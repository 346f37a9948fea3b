package io.athanor.operations.diagnostics;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.JvmSections.Collector;
import io.athanor.contract.JvmSections.Gc;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Garbage collection: how long it stopped the program. */
final class GcSection implements Section<Gc> {

  private static final double SHARE_WARNING = 10;
  private static final double SHARE_ERROR = 50;
  private static final double PAUSE_WARNING = 1_000;

  private final Pauses pauses;

  GcSection(Pauses pauses) {
    this.pauses = pauses;
  }

  @Override
  public Gc read() {
    List<Collector> collectors =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(
                bean ->
                    new Collector(
                        bean.getName(), bean.getCollectionCount(), bean.getCollectionTime()))
            .toList();
    long[] last = pauses.lastMinute();
    long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
    Double share =
        Figures.percent(Arrays.stream(last).sum(), Math.min(uptime, TimeUnit.MINUTES.toMillis(1)));
    double longest = Figures.percentile(last, 1);
    Judgement judged =
        new Judgement()
            .over(
                share,
                SHARE_WARNING,
                SHARE_ERROR,
                "garbage collection had %.0f %% of the last minute")
            .over(
                longest,
                PAUSE_WARNING,
                Double.POSITIVE_INFINITY,
                "garbage collection stopped everything for %.0f ms");
    return new Gc(
        judged.level(),
        null,
        judged.reasons(),
        collectors,
        share,
        (long) last.length,
        (double) Figures.percentile(last, 0.5),
        (double) Figures.percentile(last, 0.99),
        longest);
  }

  @Override
  public Gc failed(String error) {
    return new Gc(Level.ERROR, error, List.of(), List.of(), null, null, null, null, null);
  }
}
