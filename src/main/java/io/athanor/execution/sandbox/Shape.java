package io.athanor.execution.sandbox;

/**
 * What has to be known before a sandbox can start; everything else comes with its job.
 *
 * @param disk bytes below the working directory; it lives in memory and counts as such
 * @param group whose jobs it takes one after the other, or null for one job only
 */
public record Shape(long disk, String group) {

  /** Rejects what cannot be mounted. */
  public Shape {
    if (disk < 4096) {
      throw new IllegalArgumentException("disk must be at least 4096 bytes");
    }
  }

  /** For one job. */
  public Shape(long disk) {
    this(disk, null);
  }
}
