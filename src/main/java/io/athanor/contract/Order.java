package io.athanor.contract;

/** What a page of experiments begins with. */
public enum Order {
  /** Submitted last. */
  NEWEST,
  /** Submitted first. */
  OLDEST,
  /** Ended last; only for a state in which experiments have ended. */
  FINISHED
}
