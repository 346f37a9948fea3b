package io.athanor.app.startup;

import java.util.List;

/** Components that can never start together. Thrown before anything starts. */
public final class InvalidGraph extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  InvalidGraph(List<String> faults) {
    super(String.join("; ", faults));
  }
}
