package io.athanor.profiling;

import io.athanor.contract.Profiles;
import io.athanor.contract.Profiles.StatementSample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Builds a sample from single times, as a node does. */
final class Samples {

  private final String name;
  private final List<Long> buckets = new ArrayList<>(Collections.nCopies(Profiles.BUCKETS, 0L));
  private long count;
  private long total;
  private long max;

  Samples(String name) {
    this.name = name;
  }

  Samples took(long nanos) {
    int bucket = 0;
    while (bucket < Profiles.BUCKETS - 1 && Profiles.bucketCeilingNanos(bucket) < nanos) {
      bucket++;
    }
    buckets.set(bucket, buckets.get(bucket) + 1);
    count++;
    total += nanos;
    max = Math.max(max, nanos);
    return this;
  }

  StatementSample build() {
    return new StatementSample(name, count, 0, count, 0, total, max, buckets);
  }
}
