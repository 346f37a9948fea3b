package io.athanor.operations.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.Diagnostics.SystemReport;
import io.athanor.contract.JvmSections.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SectionsTest {

  private static final MachineReading WELL =
      new MachineReading(
          2, 1_000_000_000L, 8L << 30, 6L << 30, "v2", null, null, null, 4_096L, 50L, 10L, 0L);

  @TempDir private Path folder;

  private Sources sources(MachineReading machine) {
    return new Sources(
        Sources.none().node(),
        () -> "host",
        folder,
        new LoopLags(0),
        new PoolMeters(),
        () -> machine);
  }

  private SystemReport sample(MachineReading machine) {
    return new Sampler(sources(machine), Path.of("/proc"), Clock.systemUTC()).sample();
  }

  private static MachineReading memory(long total, long available) {
    return new MachineReading(
        2, 0, total, available, "none", null, null, null, null, null, null, null);
  }

  @Test
  void thisProcessIsReadWhole() {
    SystemReport report = sample(WELL);
    assertThat(Standing.of(report).values())
        .filteredOn(one -> one.words().stream().anyMatch(words -> words.contains("cannot")))
        .isEmpty();
    assertThat(report.memory().process().rssMb()).isPositive();
    assertThat(report.memory().process().vmsMb()).isGreaterThan(report.memory().process().rssMb());
    assertThat(report.memory().heap().usedMb()).isPositive();
    assertThat(report.cpu().process().seconds()).isPositive();
    assertThat(report.cpu().system().loadAverage()).hasSize(3);
    assertThat(report.threads().totalThreads()).isPositive();
    assertThat(report.threads().threadNames()).contains(Thread.currentThread().getName());
    assertThat(report.fileDescriptors().openFds()).isPositive();
    assertThat(report.process().pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(report.jvm().version()).isEqualTo(Runtime.version().toString());
    assertThat(report.classes().loaded()).isPositive();
    assertThat(report.gc().collectors()).isNotEmpty();
    assertThat(report.disk().freeGb()).isNotNull();
  }

  @Test
  void aSectionThatFailsHarmsNoOther() {
    Sources broken =
        new Sources(
            Sources.none().node(),
            () -> {
              throw new IllegalStateException("no name");
            },
            folder.resolve("gone"),
            new LoopLags(0),
            new PoolMeters(),
            () -> {
              throw new IllegalStateException("no machine");
            });
    SystemReport report = new Sampler(broken, folder, Clock.systemUTC()).sample();
    assertThat(report.status()).isEqualTo(Level.ERROR);
    assertThat(report.process().status()).isEqualTo(Level.ERROR);
    assertThat(report.process().error()).isEqualTo("no name");
    assertThat(report.disk().error()).contains("gone");
    assertThat(report.memory().error()).contains("status");
    assertThat(report.limits().error()).contains("machine");
    assertThat(report.classes().status()).isEqualTo(Level.HEALTHY);
    assertThat(report.gc().collectors()).isNotEmpty();
    assertThat(report.reasons()).contains("process: cannot be read: no name");
  }

  @ParameterizedTest
  @CsvSource({"50,HEALTHY", "90,WARNING", "96,WARNING", "97,ERROR", "99,ERROR"})
  void theMemoryOfTheMachineCounts(long percent, Level expected) {
    long total = 1_000L << 30;
    SystemReport report = sample(memory(total, total / 100 * (100 - percent)));
    assertThat(report.memory().status()).isEqualTo(expected);
    assertThat(report.memory().system().percent()).isEqualTo((double) percent);
  }

  @Test
  void noLimitIsNothingToWarnOf() throws Exception {
    Path self = Files.createDirectories(folder.resolve("self"));
    Files.createDirectories(self.resolve("fd"));
    Files.writeString(
        self.resolve("limits"), "Limit\nMax open files            unlimited  unlimited  files\n");
    var files = new DescriptorSection(new ProcFiles(folder)).read();
    assertThat(files.status()).isEqualTo(Level.HEALTHY);
    assertThat(files.softLimit()).isNull();
    assertThat(files.percentUsed()).isNull();
  }

  @Test
  void processorsAreSharesOfAll() {
    Sample before = new Sample(0, 0, WELL);
    Sample now = new Sample(TimeUnit.SECONDS.toNanos(10), TimeUnit.SECONDS.toNanos(10), WELL);
    assertThat(now.processPercent(before, 2)).isEqualTo(50.0);
    assertThat(now.processPercent(now, 2)).isNull();
    assertThat(now.throttledPercent(before)).isNull();
  }

  @Test
  void workThatWaitsOnceIsNoFault() {
    PoolMeters meters = new PoolMeters();
    PoolMeter meter = (PoolMeter) meters.createPoolMetrics("worker", "w", 1);
    PoolSection section = new PoolSection(meters);
    meter.begin();
    meter.enqueue();
    assertThat(section.read().status()).isEqualTo(Level.HEALTHY);
    assertThat(section.read().status()).isEqualTo(Level.WARNING);
    meter.dequeue(null);
    assertThat(section.read().status()).isEqualTo(Level.HEALTHY);
    meter.close();
    assertThat(section.read().pools()).isEmpty();
  }

  @Test
  void aPoolIsNamedWithoutWhatChangesAtEachStart() {
    PoolMeters meters = new PoolMeters();
    meters.createPoolMetrics("worker", "athanor-index-2438143a-0127-4f69-b4ca-8139bb14cae7", 1);
    meters.createPoolMetrics("worker", "vert.x-worker-thread", 20);
    assertThat(new PoolSection(meters).read().pools())
        .extracting(Pool::name)
        .containsExactly("athanor-index", "vert.x-worker-thread");
  }

  @Test
  void aPoolIsNeverBelowNothing() throws Exception {
    PoolMeters meters = new PoolMeters();
    PoolMeter meter = (PoolMeter) meters.createPoolMetrics("worker", "w", 4);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    for (int i = 0; i < 16; i++) {
      threads.execute(
          () -> {
            for (int n = 0; n < 2_000; n++) {
              meter.enqueue();
              meter.dequeue(null);
              meter.begin();
              Pool seen = meter.pool();
              assertThat(seen.inUse()).isPositive();
              meter.end(null);
            }
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    Pool end = meter.pool();
    assertThat(List.of(end.inUse(), end.queued(), end.completed()))
        .containsExactly(0L, 0L, 32_000L);
    assertThat(end.maxQueued()).isBetween(1L, 16L);
  }

  @ParameterizedTest
  @CsvSource({
    "-Xmx256m,-Xmx256m",
    "-XX:MaxRAMPercentage=50,-XX:MaxRAMPercentage=50",
    "-Dathanor.database.url=postgresql://u:p@h/d,-Dathanor.database.url=***",
    "-Djava.io.tmpdir=/tmp,-Djava.io.tmpdir=/tmp",
    "-Djava.security.keyPassword=x,-Djava.security.keyPassword=***",
    "-Dunknown=x,-Dunknown=***",
    "-javaagent:a.jar=token,-javaagent:a.jar=***"
  })
  void flagsShowNoSecrets(String given, String shown) {
    assertThat(JvmFlags.shown(given)).isEqualTo(shown);
  }
}
