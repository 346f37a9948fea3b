package io.athanor.contract;

import java.util.List;

/** Samples of {@link Changes}. */
final class ChangeSamples {

  private static final Changes.Histogram HISTOGRAM =
      new Changes.Histogram("a.b", "f", Samples.TEXT, 3, 1L << 40, 1L << 36, List.of(5L, 3L));
  private static final Changes.Compared COMPARED =
      new Changes.Compared("a.b", "f", 1, 2.5, 3.5, 4, 5.5, 6.5, true, true);

  static List<Record> all() {
    Changes.Apply apply = new Changes.Apply(Samples.ID, "create-a", 600, Samples.CALLER);
    return List.of(
        apply,
        change(),
        begun(),
        COMPARED,
        HISTOGRAM,
        new Changes.Begin(apply, List.of(HISTOGRAM)),
        new Changes.Take(Samples.ID),
        new Changes.Taken(change(), List.of(HISTOGRAM), List.of(HISTOGRAM), true),
        new Changes.Taken(null, List.of(), List.of(), false),
        new Changes.Look(
            Samples.ID,
            Samples.OTHER_ID,
            Changes.Verdict.REVERT,
            "why",
            List.of(HISTOGRAM),
            List.of(COMPARED)),
        new Changes.Looked(true),
        new Changes.Get(Samples.ID, Samples.CALLER),
        new Changes.Revert(Samples.ID, Samples.CALLER),
        new Changes.ListPage(10, "cursor", Samples.CALLER),
        new Changes.ListPage(10, null, Samples.CALLER),
        new Changes.Page(List.of(change()), "cursor"));
  }

  private static Changes.Change change() {
    return new Changes.Change(
        Samples.ID,
        Samples.OTHER_ID,
        AdviceSamples.recommendation(),
        "create index a on b (c)",
        "drop index a",
        Changes.State.KEPT,
        Advice.Level.WATCHED,
        600,
        Samples.AT,
        Samples.AT,
        Samples.AT,
        Samples.AT,
        Samples.TEXT,
        List.of("note"),
        "building index",
        0.5,
        7L,
        List.of(COMPARED));
  }

  private static Changes.Change begun() {
    return new Changes.Change(
        Samples.ID,
        Samples.OTHER_ID,
        AdviceSamples.recommendation(),
        "create index a on b (c)",
        "drop index a",
        Changes.State.CHECKING,
        Advice.Level.PLANNER,
        600,
        Samples.AT,
        null,
        null,
        null,
        null,
        List.of(),
        null,
        0,
        null,
        List.of());
  }

  private ChangeSamples() {}
}
