package io.athanor.bench;

import java.util.List;

/** Measures one thing beside its baseline. */
@FunctionalInterface
interface Benchmark {

  /**
   * The same with options of the command line, of which most have none.
   *
   * @throws IllegalArgumentException when it has no such option, or a value is no good
   */
  default Benchmark with(List<String> options) {
    if (options.isEmpty()) {
      return this;
    }
    throw new IllegalArgumentException("there is no option " + options.get(0));
  }

  /** Runs for as long as it takes, and cleans up behind itself. */
  Figures run() throws Exception;
}
