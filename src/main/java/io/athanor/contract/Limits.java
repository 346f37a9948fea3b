package io.athanor.contract;

import java.time.Duration;
import java.util.Objects;

/**
 * What one attempt may use at most. These are the values in force, after defaults and ceilings were
 * applied, and they are stored with the experiment.
 *
 * @param wall time from the start of the program to its end
 * @param cpu processor time of the program and all its children together
 * @param memory bytes of resident memory and in-memory files of the whole group
 * @param processes processes and threads alive at one time
 * @param disk bytes below the working directory
 * @param file bytes of one file
 * @param output bytes of each of stdout and stderr that are kept
 * @param result bytes of the result document
 * @param network {@code none}: a network namespace of its own with nothing in it
 */
public record Limits(
    Duration wall,
    Duration cpu,
    long memory,
    int processes,
    long disk,
    long file,
    long output,
    long result,
    String network) {

  /** Rejects missing parts. */
  public Limits {
    Objects.requireNonNull(wall, "wall");
    Objects.requireNonNull(cpu, "cpu");
    Objects.requireNonNull(network, "network");
  }

  /** The same with another limit of memory. */
  public Limits withMemory(long bytes) {
    return new Limits(wall, cpu, bytes, processes, disk, file, output, result, network);
  }
}
