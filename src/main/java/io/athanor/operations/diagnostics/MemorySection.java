package io.athanor.operations.diagnostics;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.Sections.Buffers;
import io.athanor.contract.Sections.Heap;
import io.athanor.contract.Sections.HostMemory;
import io.athanor.contract.Sections.Memory;
import io.athanor.contract.Sections.NonHeap;
import io.athanor.contract.Sections.ProcessMemory;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.Supplier;

/**
 * Memory. A heap that is full before a collection is no fault; one that is full after it is. The
 * memory of the machine counts as much as that of the process.
 */
final class MemorySection implements Section<Memory> {

  private static final double PROCESS_WARNING = 80;
  private static final double PROCESS_ERROR = 95;
  private static final double HOST_WARNING = 90;
  private static final double HOST_ERROR = 97;
  private static final double HEAP_WARNING = 85;
  private static final double HEAP_ERROR = 95;

  private final ProcFiles proc;
  private final Sample.Minute minute;
  private final Supplier<Long> afterGc;

  /**
   * A section.
   *
   * @param afterGc bytes of the heap that the last collection left, or null
   */
  MemorySection(ProcFiles proc, Sample.Minute minute, Supplier<Long> afterGc) {
    this.proc = proc;
    this.minute = minute;
    this.afterGc = afterGc;
  }

  @Override
  public Memory read() throws IOException {
    MachineReading machine = minute.last().machine();
    HostMemory host = machine == null ? null : host(machine);
    ProcessMemory process = process(machine);
    Heap heap = heap();
    Judgement judged =
        new Judgement()
            .over(
                process.percent(),
                PROCESS_WARNING,
                PROCESS_ERROR,
                "this process has %.0f %% of the machine's memory")
            .over(
                host == null ? null : host.percent(),
                HOST_WARNING,
                HOST_ERROR,
                "%.0f %% of the machine's memory is in use")
            .over(
                heap.afterGcPercent(),
                HEAP_WARNING,
                HEAP_ERROR,
                "%.0f %% of the heap is in use after a collection");
    return new Memory(
        judged.level(),
        null,
        judged.reasons(),
        process,
        host,
        heap,
        nonHeap(),
        buffers("direct"),
        buffers("mapped"));
  }

  private static HostMemory host(MachineReading machine) {
    long used = machine.memoryTotal() - machine.memoryAvailable();
    return new HostMemory(
        Figures.mb(machine.memoryTotal()),
        Figures.mb(machine.memoryAvailable()),
        Figures.mb(used),
        known(Figures.percent(used, machine.memoryTotal())));
  }

  private ProcessMemory process(MachineReading machine) throws IOException {
    long resident = proc.status("VmRSS") << 10;
    double share = machine == null ? 0 : known(Figures.percent(resident, machine.memoryTotal()));
    return new ProcessMemory(Figures.mb(resident), Figures.mb(proc.status("VmSize") << 10), share);
  }

  private static double known(Double value) {
    return value == null ? 0 : value;
  }

  private Heap heap() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    Long left = afterGc.get();
    return new Heap(
        Figures.mb(heap.getUsed()),
        Figures.mb(heap.getCommitted()),
        Figures.limitMb(heap.getMax()),
        Figures.percent(heap.getUsed(), heap.getMax()),
        left == null ? null : Figures.percent(left, heap.getMax()));
  }

  private static NonHeap nonHeap() {
    MemoryUsage usage = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
    return new NonHeap(
        Figures.mb(usage.getUsed()),
        Figures.mb(usage.getCommitted()),
        Figures.limitMb(usage.getMax()));
  }

  private static Buffers buffers(String name) {
    List<BufferPoolMXBean> pools =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals(name))
            .toList();
    return new Buffers(
        pools.stream().mapToLong(BufferPoolMXBean::getCount).sum(),
        Figures.mb(pools.stream().mapToLong(BufferPoolMXBean::getMemoryUsed).sum()),
        Figures.mb(pools.stream().mapToLong(BufferPoolMXBean::getTotalCapacity).sum()));
  }

  @Override
  public Memory failed(String error) {
    return new Memory(Level.ERROR, error, List.of(), null, null, null, null, null, null);
  }
}
