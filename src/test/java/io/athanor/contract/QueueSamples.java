package io.athanor.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Samples of {@link Queue}. */
final class QueueSamples {

  private static final Queue.Retry RETRY =
      new Queue.Retry(
          3, List.of(Verdict.FAILED), Duration.ofSeconds(1), 1.5, Duration.ofMinutes(5), 1L << 33);

  private static final Queue.Schedule SCHEDULE =
      new Queue.Schedule(List.of(Samples.ID), Samples.AT, "gpu", RETRY);

  static List<Record> all() {
    return List.of(
        RETRY,
        new Queue.Retry(1, List.of(), Duration.ZERO, 1, Duration.ZERO, null),
        SCHEDULE,
        Queue.Schedule.AT_ONCE,
        new Queue.SetPool("default", true, Samples.CALLER),
        new Queue.Pool("default", true),
        new Queue.SetCap("pool:default", 3, Samples.CALLER),
        new Queue.SetCap("key:k", null, Samples.CALLER),
        new Queue.Cap("key:k", null),
        new Queue.Cap("pool:default", 3),
        new Queue.ListCaps(50, "cursor", Samples.CALLER),
        planned(),
        barelyPlanned(),
        new Queue.Insert(
            List.of(planned(), barelyPlanned()), Samples.CALLER, "key", Samples.DIGEST),
        new Queue.Insert(List.of(), Samples.CALLER, null, null));
  }

  private static Queue.Planned planned() {
    return new Queue.Planned(
        Samples.ID,
        "a name",
        "python",
        Samples.DIGEST,
        PlainSamples.bytes(100),
        List.of("--fast"),
        Samples.JSON,
        Samples.JSON,
        Map.of("A", "b"),
        42L,
        true,
        100,
        "default",
        Samples.JSON,
        PlainSamples.LIMITS,
        "strict",
        "group",
        "chemistry",
        Samples.ID,
        Samples.OTHER_ID,
        "simulation",
        Samples.TEXT,
        Samples.JSON,
        Map.of("phase", "2"),
        Samples.DIGEST,
        true,
        Samples.OTHER_ID,
        SCHEDULE);
  }

  private static Queue.Planned barelyPlanned() {
    return new Queue.Planned(
        Samples.ID,
        null,
        "exec",
        null,
        null,
        List.of(),
        Json.EMPTY,
        Json.EMPTY,
        Map.of(),
        null,
        false,
        0,
        "default",
        Json.EMPTY,
        PlainSamples.LIMITS,
        null,
        "attempt",
        null,
        null,
        null,
        null,
        null,
        null,
        Map.of(),
        Samples.DIGEST,
        false,
        null,
        null);
  }

  private QueueSamples() {}
}
