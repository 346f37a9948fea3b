package io.athanor.profiling.watch;

import io.athanor.contract.Changes.Histogram;

/** What is kept apart. */
record StatementKey(String name, String fingerprint) {

  static StatementKey of(Histogram histogram) {
    return new StatementKey(histogram.name(), histogram.fingerprint());
  }
}
