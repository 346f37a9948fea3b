package io.athanor.contract;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.JvmSections.Classes;
import io.athanor.contract.JvmSections.Collector;
import io.athanor.contract.JvmSections.EventLoop;
import io.athanor.contract.JvmSections.Gc;
import io.athanor.contract.JvmSections.Jvm;
import io.athanor.contract.JvmSections.Loop;
import io.athanor.contract.JvmSections.Pool;
import io.athanor.contract.JvmSections.WorkerPools;
import io.athanor.contract.Sections.Buffers;
import io.athanor.contract.Sections.Cpu;
import io.athanor.contract.Sections.Disk;
import io.athanor.contract.Sections.FileDescriptors;
import io.athanor.contract.Sections.Heap;
import io.athanor.contract.Sections.HostCpu;
import io.athanor.contract.Sections.HostMemory;
import io.athanor.contract.Sections.Limits;
import io.athanor.contract.Sections.Memory;
import io.athanor.contract.Sections.Network;
import io.athanor.contract.Sections.NonHeap;
import io.athanor.contract.Sections.OwnProcess;
import io.athanor.contract.Sections.ProcessCpu;
import io.athanor.contract.Sections.ProcessMemory;
import io.athanor.contract.Sections.Threads;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Values of what is said about the process and the machine under it. */
public final class DiagnosticSamples {

  private static final List<String> WHY = List.of("because");

  private static final Diagnostics.Identity NODE =
      new Diagnostics.Identity(
          "id", "1.0", "/home/athanor", "embedded PostgreSQL", List.of("http"));
  private static final ProcessMemory RESIDENT = new ProcessMemory(300.5, 9_000, 7.5);
  private static final HostMemory HOST = new HostMemory(4_096, 1_024, 3_072, 75);
  private static final Heap HEAP = new Heap(60, 128, 256.0, 23.4, 12.5);
  private static final NonHeap OTHER = new NonHeap(80, 90, 512.0);
  private static final Buffers BUFFERS = new Buffers(7, 1.5, 2);
  private static final ProcessCpu PROCESS = new ProcessCpu(12.5, 10.0, 33.1, 57);
  private static final HostCpu MACHINE = new HostCpu(80.0, 75.0, 2, List.of(1.5, 1.25, 1.0));
  private static final Loop LOOP = new Loop("vert.x-eventloop-thread-0", 600, 0.1, 2, 5.5, 0.5);
  private static final Pool POOL = new Pool("worker", "vert.x-worker-thread", 20, 1, 2, 3, 4);
  private static final Collector COLLECTOR = new Collector("G1 Young Generation", 12, 34);

  private static final Memory MEMORY =
      new Memory(Level.WARNING, "no", WHY, RESIDENT, HOST, HEAP, OTHER, BUFFERS, BUFFERS);
  private static final Cpu CPU = new Cpu(Level.HEALTHY, "no", WHY, PROCESS, MACHINE);
  private static final Threads THREADS =
      new Threads(
          Level.ERROR, "no", WHY, 57, 50, 20, 61, 4_096L, List.of("a", "b"), List.of("main"));
  private static final FileDescriptors FILES =
      new FileDescriptors(Level.HEALTHY, "no", WHY, 100L, 1_024L, 4_096L, 9.8);
  private static final Network NETWORK =
      new Network(Level.HEALTHY, "no", WHY, 3L, Map.of("established", 2L, "listen", 1L));
  private static final Disk DISK =
      new Disk(Level.HEALTHY, "no", WHY, "/home", 100.0, 40.0, 60.0, 40.0);
  private static final EventLoop EVENT_LOOP =
      new EventLoop(Level.HEALTHY, "no", WHY, 2, 0.1, 2.0, 5.5, List.of(LOOP));
  private static final WorkerPools POOLS = new WorkerPools(Level.HEALTHY, "no", WHY, List.of(POOL));
  private static final Gc GC =
      new Gc(Level.HEALTHY, "no", WHY, List.of(COLLECTOR), 0.5, 3L, 4.0, 5.0, 6.0);
  private static final Classes CLASSES =
      new Classes(Level.HEALTHY, "no", WHY, 12_000, 12_100L, 100L);
  private static final Limits LIMITS =
      new Limits(Level.HEALTHY, "no", WHY, "v2", 1.5, 2_048.0, 512.0, 4_096L, 57L, 3.5);
  private static final Jvm JVM =
      new Jvm(Level.HEALTHY, "no", WHY, "17.0.1", "Debian", "OpenJDK", 256.0, List.of("-Xmx256m"));
  private static final OwnProcess OWN =
      new OwnProcess(
          Level.HEALTHY,
          "no",
          WHY,
          4_711L,
          "host",
          "marie",
          Samples.AT,
          60_000L,
          "/work",
          "/usr/bin/java",
          "17.0.1",
          "Linux 6 amd64");

  /** A report in which everything is known. */
  public static Diagnostics.SystemReport report() {
    return new Diagnostics.SystemReport(
        NODE,
        Samples.AT,
        Samples.AT,
        Level.ERROR,
        List.of("threads: because"),
        MEMORY,
        CPU,
        THREADS,
        FILES,
        NETWORK,
        DISK,
        EVENT_LOOP,
        POOLS,
        GC,
        CLASSES,
        LIMITS,
        JVM,
        OWN);
  }

  private static Stream<Record> unread() {
    return Stream.of(
        new Memory(Level.ERROR, "no", List.of(), null, null, null, null, null, null),
        new Network(Level.ERROR, "no", null, null, null),
        new Limits(Level.ERROR, "no", List.of(), null, null, null, null, null, null, null));
  }

  static List<Record> all() {
    Stream<Record> parts =
        Stream.of(
            RESIDENT,
            HOST,
            HEAP,
            OTHER,
            BUFFERS,
            PROCESS,
            MACHINE,
            LOOP,
            POOL,
            COLLECTOR,
            MEMORY,
            CPU,
            THREADS,
            FILES,
            NETWORK,
            DISK,
            EVENT_LOOP,
            POOLS,
            GC,
            CLASSES,
            LIMITS,
            JVM,
            OWN);
    Stream<Record> talk =
        Stream.of(
            new Diagnostics.Look(),
            NODE,
            report(),
            new Diagnostics.Summarize(),
            new Diagnostics.Summary(
                Level.WARNING, Samples.AT, Map.of("memory", Level.WARNING, "cpu", Level.HEALTHY)));
    return Stream.of(parts, unread(), talk).flatMap(all -> all).toList();
  }

  private DiagnosticSamples() {}
}
