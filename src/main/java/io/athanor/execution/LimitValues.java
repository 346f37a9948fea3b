package io.athanor.execution;

import static java.util.function.Predicate.not;

import io.athanor.contract.Limits;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One row of limits in the configuration: the defaults, or the ceilings.
 *
 * @param wall time from the start of a program to its end
 * @param cpu processor time of a program and all its children together
 * @param memory bytes of memory of the whole group
 * @param processes processes and threads alive at one time
 * @param disk bytes below the working directory
 * @param file bytes of one file
 * @param output bytes of each of stdout and stderr that are kept
 * @param result bytes of the result document
 */
public record LimitValues(
    Duration wall,
    Duration cpu,
    long memory,
    int processes,
    long disk,
    long file,
    long output,
    long result) {

  /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
  public LimitValues {
    String faults =
        Stream.of(
                wall.toMillis() < 1 ? "wall: must be at least 1ms" : "",
                cpu.toMillis() < 1 ? "cpu: must be at least 1ms" : "",
                memory < 1024 * 1024 ? "memory: must be at least 1MB" : "",
                processes < 1 ? "processes: must be at least 1" : "",
                disk < 0 ? "disk: must not be negative" : "",
                file < 0 ? "file: must not be negative" : "",
                output < 0 ? "output: must not be negative" : "",
                result < 1 ? "result: must be at least 1B" : "")
            .filter(not(String::isEmpty))
            .collect(Collectors.joining("\n"));
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(faults);
    }
  }

  /** The same values as they are said to others; without network. */
  public Limits toLimits() {
    return new Limits(wall, cpu, memory, processes, disk, file, output, result, "none");
  }

  /** Names the values that are larger here than in {@code ceilings}. */
  Stream<String> above(LimitValues ceilings) {
    return Stream.of(
            wall.compareTo(ceilings.wall) > 0 ? "wall" : "",
            cpu.compareTo(ceilings.cpu) > 0 ? "cpu" : "",
            memory > ceilings.memory ? "memory" : "",
            processes > ceilings.processes ? "processes" : "",
            disk > ceilings.disk ? "disk" : "",
            file > ceilings.file ? "file" : "",
            output > ceilings.output ? "output" : "",
            result > ceilings.result ? "result" : "")
        .filter(not(String::isEmpty));
  }
}
