package io.athanor.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Samples of {@link WhatIf} and {@link Forecasts}. */
final class WhatIfSamples {

  static List<Record> all() {
    return Stream.of(questions(), tables(), forecasts()).flatMap(List::stream).toList();
  }

  private static final Copies.Copy SAMPLE = new Copies.Copy(1L << 33, 0.25, 1e3);
  private static final WhatIf.Made MADE = new WhatIf.Made("a", "b", 1L << 40, "refused");

  private static List<Record> questions() {
    WhatIf.Trial trial =
        new WhatIf.Trial(List.of("create index a on b (c)"), List.of("public.d"), List.of(0, 2));
    WhatIf.Planned planned = new WhatIf.Planned(1.5, List.of("a"), Samples.JSON, null);
    WhatIf.Planned refused = new WhatIf.Planned(0, List.of(), null, Samples.TEXT);
    WhatIf.Tried tried =
        new WhatIf.Tried(
            List.of(MADE, new WhatIf.Made("a", "b", 0, null)), List.of(planned, refused));
    WhatIf.Named named = new WhatIf.Named("x.y", Samples.TEXT);
    return List.of(
        new WhatIf.Ask(true, true, 10, List.of("select 1"), List.of(trial), true),
        new WhatIf.Ask(false, false, 1, List.of(), List.of(), false),
        trial,
        new WhatIf.Answer(WhatIf.Means.TWIN, null, null, null, List.of(tried)),
        new WhatIf.Answer(WhatIf.Means.SAMPLE, null, Samples.TEXT, SAMPLE, List.of(tried)),
        new WhatIf.Answer(WhatIf.Means.NONE, "missing", null, null, List.of()),
        tried,
        MADE,
        planned,
        refused,
        new WhatIf.ListStatements(),
        new WhatIf.Statements(List.of(named)),
        named,
        new WhatIf.Describe(List.of("public.t")));
  }

  private static WhatIf.Index index(String predicate) {
    return new WhatIf.Index(
        "public",
        "i",
        "create index i on t (a)",
        "btree",
        List.of("a", "b DESC"),
        List.of("c"),
        predicate,
        true,
        predicate == null,
        true,
        8192,
        5);
  }

  private static List<Record> tables() {
    WhatIf.Writes writes = new WhatIf.Writes(1, 2, 3, 1L << 50);
    WhatIf.Column column = new WhatIf.Column("c", "text", -0.5, 0.25, 12, -1);
    WhatIf.Table table =
        new WhatIf.Table(
            "public",
            "t",
            1e6,
            1L << 33,
            true,
            writes,
            List.of(column),
            List.of(index(null)),
            List.of(List.of("a", "b")));
    return List.of(
        new WhatIf.Described(
            18,
            Instant.parse("2026-11-30T10:15:30Z"),
            Instant.parse("2026-11-30T10:16:30Z"),
            List.of(table),
            Map.of("public.t_1", "public.t")),
        new WhatIf.Described(15, null, null, List.of(), Map.of()),
        table,
        writes,
        column,
        index(null),
        index("x > 1"));
  }

  private static List<Record> forecasts() {
    Forecasts.Change change =
        new Forecasts.Change("x.y", null, 1.5, 1e6, List.of("a"), List.of("b"), "breaks", null);
    return List.of(
        new Forecasts.Forecast(
            List.of("create index a on b (c)"),
            List.of("public.d"),
            10,
            List.of(new Forecasts.Subject("x.y", null)),
            Samples.CALLER),
        new Forecasts.Subject(null, Samples.TEXT),
        new Forecasts.Subject("x.y", null),
        new Forecasts.Forecasted(
            WhatIf.Means.SAMPLE, null, "why", SAMPLE, 10, List.of(MADE), List.of(change), 200),
        new Forecasts.Forecasted(
            WhatIf.Means.NONE, "missing", null, null, 1, List.of(), List.of(), 0),
        change,
        new Forecasts.Change(null, "select 1", 0, 0, List.of(), List.of(), null, "refused"));
  }

  private WhatIfSamples() {}
}
