package io.athanor.bench;

/** Measures one thing beside its baseline. */
@FunctionalInterface
interface Benchmark {

  /** Runs for as long as it takes, and cleans up behind itself. */
  Figures run() throws Exception;
}
