package io.athanor.execution.sandbox;

/**
 * What has to be known before a sandbox can start; everything else comes with its job.
 *
 * @param disk bytes below the working directory; it lives in memory and counts as such
 */
public record Shape(long disk) {

  /** Rejects what cannot be mounted. */
  public Shape {
    if (disk < 4096) {
      throw new IllegalArgumentException("disk must be at least 4096 bytes");
    }
  }
}
