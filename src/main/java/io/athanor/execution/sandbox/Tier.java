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
  /**
   * No namespaces: the kernel keeps a program from files, signals and sockets that are not its own,
   * but it sees that other processes exist and has no file system of its own.
   */
  LANDLOCK,
  /** Nothing is isolated; programs run only where the operator demands no more than this. */
  NONE;

  /** Whether a sandbox has a process namespace of its own, which ends with its first process. */
  public boolean namespaces() {
    return this == STRICT || this == NAMESPACED;
  }

  /** Whether this tier is as strong as the one demanded, or stronger. */
  public boolean satisfies(Tier demanded) {
    return compareTo(demanded) <= 0;
  }
}
