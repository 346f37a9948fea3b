package io.athanor.contract;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Samples of {@link Advice}. */
final class AdviceSamples {

  private static final UUID ID = UUID.fromString("01234567-89ab-7def-8123-456789abcdef");
  private static final Instant AT = Instant.parse("2026-11-30T10:15:30Z");

  static List<Record> all() {
    return Stream.of(analyses(), List.of(new Advice.Begin(), new Advice.Begun(ID)), notes())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Record> notes() {
    return List.of(
        new Advice.Touch(ID),
        new Advice.Noted(),
        new Advice.Finish(ID, report(), null),
        new Advice.Finish(ID, null, "why"));
  }

  static Advice.Recommendation recommendation() {
    return new Advice.Recommendation(
        "create-a",
        Advice.Kind.CREATE,
        Advice.Level.PLANNER,
        7,
        "a",
        "public.b",
        "create index a on b (c);",
        "drop index a;",
        1L << 40,
        1.5,
        2.5,
        3.5,
        Samples.TEXT,
        List.of(new Advice.Effect("x.y", 60, 1e6, 1, 1.5, 2.5, null)),
        List.of("z"));
  }

  private static Advice.Report report() {
    Advice.Reason reason = new Advice.Reason("what", Samples.TEXT);
    return new Advice.Report(
        WhatIf.Means.SAMPLE,
        Samples.TEXT,
        new Copies.Copy(1L << 33, 0.25, 1e3),
        200,
        1L << 33,
        1e6,
        1e3,
        List.of(recommendation()),
        List.of(reason),
        List.of(reason),
        clocked(),
        new Advice.Observed(AT, AT, 1.5, true));
  }

  private static Advice.Clocked clocked() {
    return new Advice.Clocked(
        null,
        new Copies.Copy(1L << 33, 0.25, 1e3),
        1e6,
        19,
        3e3,
        2e3,
        1e3,
        List.of("x.y"),
        List.of(new Advice.Reason("x.y", "why")));
  }

  private static List<Record> analyses() {
    Advice.Weighted weighted = new Advice.Weighted("x.y", "select 1", 60, 1.5);
    return List.of(
        new Advice.Analyze(List.of(weighted), 1L << 33, 1L << 32, Samples.CALLER),
        new Advice.Analyze(List.of(weighted), 1L << 33, null, Samples.CALLER),
        clocked(),
        new Advice.Clocked(Samples.TEXT, null, 0, 0, 0, 0, 0, List.of(), List.of()),
        weighted,
        new Advice.Weighted("x.y", "select 1", 60, null),
        new Advice.Get(ID, Samples.CALLER),
        new Advice.Get(null, Samples.CALLER),
        new Advice.Analysis(ID, Advice.State.DONE, AT, AT, null, report()),
        new Advice.Analysis(ID, Advice.State.FAILED, AT, AT, "why", null),
        new Advice.Analysis(ID, Advice.State.RUNNING, AT, null, null, null),
        report(),
        new Advice.Observed(AT, AT, 1.5, true),
        new Advice.Observed(null, null, 0, false),
        new Advice.Reason("what", "why"),
        recommendation(),
        new Advice.Effect("x.y", 60, 1e6, 1, 1.5, 2.5, null),
        new Advice.Effect("x.y", 60, 1e6, 1, null, null, Samples.TEXT));
  }

  private AdviceSamples() {}
}
