package io.athanor.contract;

import java.util.List;
import java.util.UUID;

/** Samples of {@link Copies}. */
final class CopySamples {

  private static final UUID ID = UUID.fromString("01234567-89ab-7def-8123-456789abcdef");

  static List<Record> all() {
    WhatIf.Trial trial =
        new WhatIf.Trial(List.of("create index a on b (c)"), List.of(), List.of(0));
    Copies.Copy copy = new Copies.Copy(1L << 33, 0.25, 1e3);
    Copies.Time time = new Copies.Time(1.5, true, List.of("a"), null);
    Copies.Timed timed =
        new Copies.Timed(List.of(new WhatIf.Made("a", "b", 8192, null)), List.of(time));
    return List.of(
        new Copies.Make(ID, List.of("public.b"), 1L << 33),
        new Copies.Clock(ID, true, List.of("select 1"), List.of(trial)),
        new Copies.Look(ID),
        new Copies.Remove(ID),
        new Copies.Noted(),
        new Copies.Looked(true, null, null, List.of()),
        new Copies.Looked(false, "why", copy, List.of(timed)),
        copy,
        timed,
        time,
        new Copies.Time(null, false, List.of(), Samples.TEXT));
  }

  private CopySamples() {}
}
