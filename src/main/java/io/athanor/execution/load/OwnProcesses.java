package io.athanor.execution.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What this node uses: its own process and all that came from it, and the servers of PostgreSQL on
 * this machine, which work for it (format: proc_pid_stat(5)).
 */
final class OwnProcesses {

  private static final int PARENT = 1;
  private static final int FIRST_TIME = 11;
  private static final int TIMES = 4;

  private final Path proc;
  private final long root;

  OwnProcesses(Path proc, long root) {
    this.proc = proc;
    this.root = root;
  }

  /**
   * What they used.
   *
   * @param nanos processor time so far, with that of children that have ended
   * @param programBytes memory of the programs, without the node itself and the database
   */
  record Use(long nanos, long programBytes) {}

  private record Stat(long id, long parent, String name, long ticks) {}

  Use use() {
    Map<Long, List<Stat>> children = new HashMap<>();
    Deque<Stat> programs = new ArrayDeque<>();
    Deque<Stat> database = new ArrayDeque<>();
    for (Stat process : all()) {
      if (process.name().equals("postgres")) {
        database.add(process);
      } else if (process.id() == root) {
        programs.add(process);
      } else {
        children.computeIfAbsent(process.parent(), any -> new ArrayList<>()).add(process);
      }
    }
    long ticks = database.stream().mapToLong(Stat::ticks).sum();
    long bytes = 0;
    while (!programs.isEmpty()) {
      Stat process = programs.poll();
      ticks += process.ticks();
      bytes += process.id() == root ? 0 : bytes(process.id());
      programs.addAll(children.getOrDefault(process.id(), List.of()));
    }
    return new Use(ticks * Machine.TICK_NANOS, bytes);
  }

  private List<Stat> all() {
    List<Stat> all = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path directory : directories) {
        String stat = KernelFiles.text(directory.resolve("stat"));
        int name = stat.indexOf('(');
        int rest = stat.lastIndexOf(')');
        if (name > 0 && rest > name) {
          all.add(process(directory, stat.substring(name + 1, rest), stat.substring(rest + 2)));
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return all;
  }

  private static Stat process(Path directory, String name, String rest) {
    String[] fields = rest.split(" ", -1);
    long ticks = 0;
    for (int i = FIRST_TIME; i < FIRST_TIME + TIMES; i++) {
      ticks += Math.max(0, Long.parseLong(fields[i]));
    }
    long id = Long.parseLong(directory.getFileName().toString());
    return new Stat(id, Long.parseLong(fields[PARENT]), name, ticks);
  }

  private long bytes(long id) {
    Path status = proc.resolve(id + "/status");
    return KernelFiles.field(status, "RssAnon:").orElse(0) * 1024;
  }
}
