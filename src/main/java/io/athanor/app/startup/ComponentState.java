package io.athanor.app.startup;

/** Where the start of a component stands. */
public enum ComponentState {
  /** Something that it needs has not started yet. */
  WAITING,
  /** Could begin, but as many as allowed are starting already. */
  QUEUED,
  STARTING,
  /** Has failed in a way that passes, and will be tried again after a pause. */
  RETRYING,
  STARTED,
  FAILED,
  /** Never begun, because something that it needs has failed. */
  SKIPPED,
  /** Never begun, because the whole start was given up. */
  CANCELLED;

  /** Whether its part of the start is over by its own doing. */
  boolean settled() {
    return this == STARTED || this == FAILED || this == SKIPPED;
  }
}
