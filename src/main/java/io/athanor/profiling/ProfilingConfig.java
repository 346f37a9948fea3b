package io.athanor.profiling;

/**
 * What is measured.
 *
 * @param enabled whether statements and runs are measured at all
 * @param ringSize how many recent, slow and failed statements are each kept in memory
 */
public record ProfilingConfig(boolean enabled, int ringSize) {

  /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
  public ProfilingConfig {
    if (ringSize < 1 || ringSize > 1_000_000) {
      throw new IllegalArgumentException("ringSize: must be between 1 and 1000000");
    }
  }
}
