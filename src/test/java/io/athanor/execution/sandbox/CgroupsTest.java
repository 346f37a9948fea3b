package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Version 2 on a tree of plain files, because not every machine that runs the tests has it. */
class CgroupsTest {
  @TempDir Path tree;

  private Path file(String name, String text) throws IOException {
    Path path = tree.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private Cgroups find() throws IOException {
    Path mounts =
        file("mountinfo", "30 1 0:1 / " + tree.resolve("cg") + " rw - cgroup2 cgroup2 rw\n");
    return Cgroups.find("athanor-x", mounts, file("own", "0::/service\n"));
  }

  @Test
  void theUnifiedHierarchyIsUsedBelowOurOwnGroup() throws IOException {
    file("cg/service/cgroup.controllers", "cpu io memory pids\n");
    file("cg/service/cgroup.subtree_control", "cpu memory pids");
    file("cg/service/athanor-x/cgroup.subtree_control", "");
    for (String name :
        new String[] {
          "memory.max", "memory.swap.max", "memory.oom.group", "pids.max", "cpu.max", "cgroup.kill"
        }) {
      file("cg/service/athanor-x/slot-0/" + name, "");
    }
    Cgroups cgroups = find();
    assertThat(cgroups.available()).as(cgroups.words()).isTrue();
    Cgroup slot = cgroups.slot(0);
    slot.limit(64 << 20, 68, 1.5);
    Path group = tree.resolve("cg/service/athanor-x/slot-0");
    assertThat(group.resolve("memory.max")).hasContent("67108864");
    assertThat(group.resolve("memory.swap.max")).hasContent("0");
    assertThat(group.resolve("memory.oom.group")).hasContent("1");
    assertThat(group.resolve("pids.max")).hasContent("68");
    assertThat(group.resolve("cpu.max")).hasContent("150000 100000");
    file("cg/service/athanor-x/slot-0/cpu.stat", "usage_usec 1500\nuser_usec 1\n");
    file("cg/service/athanor-x/slot-0/memory.events", "oom 4\noom_kill 3\n");
    file("cg/service/athanor-x/slot-0/cgroup.procs", "12\n13\n");
    assertThat(slot.cpuNanos()).isEqualTo(1_500_000);
    assertThat(slot.oomKills()).isEqualTo(3);
    assertThat(slot.processes()).containsExactly(12L, 13L);
    slot.kill();
    assertThat(group.resolve("cgroup.kill")).hasContent("1");
    assertThat(slot.joins()).containsExactly(group.resolve("cgroup.procs"));
  }

  @Test
  void withoutControllersThereIsNone() throws IOException {
    file("cg/service/cgroup.controllers", "hugetlb\n");
    assertThat(find().available()).isFalse();
    assertThat(find().words()).contains("no cgroup");
  }

  @Test
  void whatCannotBeWrittenIsNotUsed() throws IOException {
    file("cg/service/cgroup.controllers", "cpu memory pids\n");
    file("cg/service/cgroup.subtree_control", "cpu memory pids");
    Cgroups cgroups = find();
    assertThat(cgroups.available()).isFalse();
    assertThat(cgroups.words()).contains("not writable");
  }
}
