package io.athanor.execution.sandbox;

/**
 * How well a node can isolate programs, strongest first; found by really running hostile programs,
 * never assumed.
 */
public enum Tier {
  /**
   * Namespaces, system call filter, and a cgroup that limits memory, processes and processor time
   * of the whole group.
   */
  STRICT,
  /** Namespaces and filter, no cgroup: memory and processor time of the group are only polled. */
  NAMESPACED,
  /** Nothing can be isolated here; nothing is run. */
  NONE;

  /** Whether this tier is as strong as the one demanded, or stronger. */
  public boolean satisfies(Tier demanded) {
    return compareTo(demanded) <= 0;
  }
}
