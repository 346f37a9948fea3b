package io.athanor.persistence;

import io.athanor.contract.Kind;

/** Where the time of a run went. */
final class ProfileTable {

  static final RecordTable PROFILES =
      RecordTable.of(Kind.PROFILE, "execution_profiles")
          .index("created", "experimentId")
          .index("created", "profileType")
          .index("createdAt")
          .index("createdAt", "experimentId")
          .index("createdAt", "profileType")
          .index("executionTime")
          .index("memoryPeak")
          .sort("executionTime", "executionTime")
          .sort("memoryPeak", "memoryPeakMb")
          .many("bottlenecks", Kind.BOTTLENECK, "b.profile_id = a.id");

  static final RecordTable BOTTLENECKS =
      RecordTable.of(Kind.BOTTLENECK, "profiling_bottlenecks")
          .index("created", "profileId")
          .index("created", "functionName")
          .index("created", "severity")
          .index("timePercent")
          .sort("timePercent", "timePercent");

  private ProfileTable() {}
}
