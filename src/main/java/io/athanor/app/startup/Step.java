package io.athanor.app.startup;

import java.util.ArrayList;
import java.util.List;

/** One component in one run. Read and written by the coordinator only. */
final class Step {

  private static final long NEVER = Long.MIN_VALUE;

  final Component<?> component;
  final List<Step> needed = new ArrayList<>();
  final List<Step> dependants = new ArrayList<>();
  ComponentState state = ComponentState.WAITING;
  int openNeeds;
  int attempts;
  long readyAt = NEVER;
  long beganAt = NEVER;
  long endedAt;

  /** Counts the ends, since several may fall into one tick of the clock. */
  int order;

  Object value;
  Throwable error;
  Runnable interrupt = () -> {};
  Runnable forgetLimit = () -> {};
  Runnable forgetPause = () -> {};

  Step(Component<?> component) {
    this.component = component;
  }

  String name() {
    return component.name();
  }

  boolean begun() {
    return beganAt != NEVER;
  }

  /** Whether an attempt has failed and another one has not begun yet. */
  boolean between() {
    return state == ComponentState.RETRYING || (state == ComponentState.QUEUED && attempts > 0);
  }

  /** Whether its needs were met at some time. */
  boolean ready() {
    return readyAt != NEVER;
  }

  /** Whether it began and ended, well or not. */
  boolean ran() {
    return begun() && (state == ComponentState.STARTED || state == ComponentState.FAILED);
  }

  long runNanos() {
    return ran() ? endedAt - beganAt : 0;
  }
}
