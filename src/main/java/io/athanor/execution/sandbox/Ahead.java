package io.athanor.execution.sandbox;

import io.athanor.contract.Limits;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * An interpreter that is started before its program is known, for a program like the one before. It
 * serves only what would start the very same command in the very same environment.
 *
 * @param cores processor cores at a time; 0 for the node's default
 */
public record Ahead(ProgramRuntime runtime, Limits limits, double cores) {

  /** Others start at once, or have been forked already. */
  private static final Set<ProgramRuntime> SLOW = Set.of(ProgramRuntime.NODE, ProgramRuntime.JAVA);

  /** What the next program needs if it is like this one; null where that is nothing. */
  static Ahead of(Job job) {
    boolean usual =
        job.env().isEmpty() && job.argv().isEmpty() && job.seed() == null && job.group() == null;
    return usual && SLOW.contains(job.runtime())
        ? new Ahead(job.runtime(), job.limits(), job.cores())
        : null;
  }

  /** The program that it waits for, as far as it is known. */
  Job job() {
    return new Job(
        new UUID(0, 0),
        1,
        runtime,
        InputSource.of(""),
        List.of(),
        "{}",
        Map.of(),
        null,
        limits,
        Map.of(),
        cores,
        null);
  }
}
