package io.athanor.app.startup;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The whole start as it stands; each one replaces all earlier ones.
 *
 * @param sequence grows with every change; a listener may miss some, never the last
 * @param state of the whole start; exactly one progress has a terminal one
 * @param fraction between 0 and 1, never falling; 1 when everything has had its turn
 * @param elapsed time since the start began
 * @param components every component in the order of the graph
 * @param message what happened last, in words
 */
public record StartupProgress(
    long sequence,
    StartupState state,
    double fraction,
    Duration elapsed,
    Map<String, ComponentState> components,
    String message) {

  /** Copies the components. */
  public StartupProgress {
    components = Collections.unmodifiableMap(new LinkedHashMap<>(components));
  }
}
