package io.athanor.app.startup;

/** Where the start of a node stands. The last four are final. */
public enum StartupState {
  STARTING,
  /** Given up; what had started is being stopped. */
  ROLLING_BACK,
  READY,
  /** Ready without some optional component. */
  DEGRADED,
  FAILED,
  CANCELLED;

  /** Whether nothing can change it any more. */
  public boolean terminal() {
    return compareTo(READY) >= 0;
  }

  /** Whether the node serves. */
  public boolean serving() {
    return this == READY || this == DEGRADED;
  }
}
