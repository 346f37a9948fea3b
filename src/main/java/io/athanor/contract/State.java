package io.athanor.contract;

/** Where an experiment stands. The last five are final. */
public enum State {
  CREATED,
  QUEUED,
  RUNNING,
  COMPLETED,
  FAILED,
  TIMED_OUT,
  STOPPED,
  CANCELLED;

  /** Whether nothing can change the experiment's state any more. */
  public boolean terminal() {
    return compareTo(COMPLETED) >= 0;
  }
}
