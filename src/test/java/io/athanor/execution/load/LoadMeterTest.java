package io.athanor.execution.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.execution.sandbox.OwnGroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine of four processors, of which this process may use two, made of files. */
class LoadMeterTest {

  private static final int NODE = 100;

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong();

  @BeforeEach
  void machine() throws IOException {
    file("proc/self/status", "Cpus_allowed_list:\t1-2\n");
    file("proc/meminfo", "MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable: 600 kB\n");
    busy(0, 0, 0);
    process(NODE, 1, "java", 0, 0, 300);
    file("mountinfo", "");
    file("cgroup", "");
  }

  private void file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Ticks of processors 1 to 3; the first of all is not ours to use. */
  private void busy(long one, long two, long three) throws IOException {
    file(
        "proc/stat",
        "cpu 9 9 9 9\ncpu0 999 0 0 0 0 0 0 0 0 0\ncpu1 %d 0 0 7 7 0 0 55 0 0\n".formatted(one)
            + "cpu2 0 0 %d 7 7 0 0 0 0 0\ncpu3 %d 0 0 7 7 0 0 0 0 0\nintr 1\n"
                .formatted(two, three));
  }

  private void process(int id, int parent, String name, long ticks, long children, long kilobytes)
      throws IOException {
    file(
        "proc/" + id + "/stat",
        "%d (%s) S %d 1 1 0 -1 4194560 1 1 0 0 %d 0 %d 0 20 0 1 0 1 1 1\n"
            .formatted(id, name, parent, ticks, children));
    file("proc/" + id + "/status", "VmRSS: 9999 kB\nRssAnon: " + kilobytes + " kB\n");
  }

  private LoadMeter meter() {
    OwnGroups groups = new OwnGroups(folder.resolve("mountinfo"), folder.resolve("cgroup"));
    return new LoadMeter(
        folder.resolve("proc"), groups, NODE, new DiskRoom(folder, file -> -1), now::get);
  }

  private Load afterASecond(LoadMeter meter) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    return meter.measure();
  }

  @Test
  void theProcessorsThatItMayUseAreMeasuredWithThePartOfOthers() throws IOException {
    LoadMeter meter = meter();
    busy(100, 60, 100);
    process(NODE, 1, "java", 20, 10, 300);
    process(101, NODE, "a program) R", 20, 0, 30);
    process(102, 101, "child", 10, 0, 12);
    process(201, 1, "postgres", 20, 0, 500);
    process(301, 1, "somebody", 80, 0, 900);
    Load load = afterASecond(meter);
    assertThat(load.cpu()).isEqualTo(0.8, within(1e-9));
    assertThat(load.others()).isEqualTo(0.4, within(1e-9));
    assertThat(load.attempts()).isEqualTo(42 * 1024);
    assertThat(load.memory()).isEqualTo(0.4, within(1e-9));
    assertThat(load.forAttempts()).isEqualTo(642 * 1024);
    assertThat(afterASecond(meter).cpu()).isZero();
  }

  @Test
  void whatIsNotReadableCountsAsNothing() throws IOException {
    LoadMeter meter = meter();
    Files.delete(folder.resolve("proc/stat"));
    Files.delete(folder.resolve("proc/meminfo"));
    file("proc/7/stat", "");
    Load load = afterASecond(meter);
    assertThat(load.cpu()).isZero();
    assertThat(load.memory()).isZero();
  }

  @Test
  void aGroupOfVersion2WithAQuotaIsTheMachine() throws IOException {
    file("mountinfo", "30 1 0:1 / " + folder + "/cg rw - cgroup2 none rw\n");
    file("cgroup", "0::/slice/node\n");
    file("cg/slice/cpu.max", "50000 100000\n");
    file("cg/slice/cpu.stat", "usage_usec 1000000\n");
    file("cg/slice/node/cpu.max", "max 100000\n");
    file("cg/slice/memory.max", "4096\n");
    file("cg/slice/memory.current", "3000\n");
    file("cg/slice/memory.stat", "anon 5\ninactive_file 952\n");
    file("cg/slice/node/memory.max", "max\n");
    LoadMeter meter = meter();
    file("cg/slice/cpu.stat", "usage_usec 1400000\nuser_usec 7\n");
    process(NODE, 1, "java", 10, 0, 0);
    Load load = afterASecond(meter);
    assertThat(load.cpu()).isEqualTo(0.8, within(1e-9));
    assertThat(load.others()).isEqualTo(0.6, within(1e-9));
    assertThat(load.memory()).isEqualTo(0.5, within(1e-9));
    assertThat(load.available()).isEqualTo(2048);
  }

  @Test
  void aGroupOfVersion1WithAQuotaIsTheMachine() throws IOException {
    file(
        "mountinfo",
        "30 1 0:1 / %s/cpu rw - cgroup none rw,cpu\n31 1 0:1 / %<s/acct rw - cgroup none rw,cpuacct\n32 1 0:1 /d %<s/memory rw - cgroup none rw,memory\n"
            .formatted(folder));
    file("cgroup", "3:cpu:/d/node\n2:cpuacct:/d/node\n1:memory:/d/node\n");
    file("cpu/d/cpu.cfs_quota_us", "150000\n");
    file("cpu/d/cpu.cfs_period_us", "100000\n");
    file("cpu/d/node/cpu.cfs_quota_us", "-1\n");
    file("acct/d/cpuacct.usage", "0\n");
    file("memory/node/memory.limit_in_bytes", "9223372036854771712\n");
    file("memory/memory.limit_in_bytes", "8192\n");
    file("memory/memory.usage_in_bytes", "8192\n");
    file("memory/memory.stat", "inactive_file 1\ntotal_inactive_file 2048\n");
    LoadMeter meter = meter();
    file("acct/d/cpuacct.usage", "750000000\n");
    Load load = afterASecond(meter);
    assertThat(load.cpu()).isEqualTo(0.5, within(1e-9));
    assertThat(load.memory()).isEqualTo(0.75, within(1e-9));
    assertThat(load.available()).isEqualTo(2048);
  }

  @Test
  void thisMachineIsMeasured() throws Exception {
    LoadMeter meter = LoadMeter.ofThisMachine(folder);
    Process program = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
    try {
      // The kernel counts in hundredths of a second, so a while has to pass.
      assertThat(program.waitFor(1_500, TimeUnit.MILLISECONDS)).isFalse();
      Load load = meter.measure();
      assertThat(load.cpu()).isBetween(0.05, 1.0);
      assertThat(load.cpu() - load.others()).isGreaterThan(0.05);
      assertThat(load.memory()).isBetween(0.01, 1.0);
      assertThat(load.available()).isPositive();
    } finally {
      program.destroyForcibly();
    }
  }
}
