package io.athanor.contract;

/** How one attempt ended: exactly one of these, the first that applies in this order. */
public enum Verdict {
  CANCELLED(State.CANCELLED),
  /** The sandbox could not be set up or broke its protocol: ours, tried again. */
  SANDBOX_ERROR(State.FAILED),
  /** The node went away: ours, tried again. */
  LOST(State.FAILED),
  /** Stopped early on request; keeps its curve. */
  STOPPED(State.STOPPED),
  MEMORY_LIMIT(State.FAILED),
  WALL_LIMIT(State.TIMED_OUT),
  CPU_LIMIT(State.FAILED),
  OUTPUT_LIMIT(State.FAILED),
  /** Ended by a signal that was not ours. */
  CRASHED(State.FAILED),
  /** The program ended well but its result is too large, too deep or no JSON. */
  RESULT_INVALID(State.FAILED),
  FAILED(State.FAILED),
  SUCCEEDED(State.COMPLETED);

  private final State state;

  Verdict(State state) {
    this.state = state;
  }

  /** The state of an experiment whose last attempt ended so. */
  public State state() {
    return state;
  }

  /** Whether the failure was ours, so that the experiment is queued again by itself. */
  public boolean ours() {
    return this == SANDBOX_ERROR || this == LOST;
  }
}
