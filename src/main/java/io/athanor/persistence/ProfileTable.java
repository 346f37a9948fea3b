package io.athanor.persistence;

import io.athanor.contract.Kind;

/** Where the time of a run went. */
final class ProfileTable {

  static final RecordTable PROFILES =
      RecordTable.of(Kind.PROFILE, "execution_profiles")
          .sort("executionTime", "executionTime")
          .sort("memoryPeak", "memoryPeakMb")
          .byTime("experimentId", "profileType")
          .many("bottlenecks", Kind.BOTTLENECK, "b.profile_id = a.id");

  static final RecordTable BOTTLENECKS =
      RecordTable.of(Kind.BOTTLENECK, "profiling_bottlenecks").sort("timePercent", "timePercent");

  private ProfileTable() {}
}
