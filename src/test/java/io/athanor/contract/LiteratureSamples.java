package io.athanor.contract;

import java.util.List;

/** Samples of {@link Literature}. */
final class LiteratureSamples {

  static List<Record> all() {
    Literature.Facts facts =
        new Literature.Facts(Samples.AT, 0.5, List.of(Samples.AT, Samples.AT.plusSeconds(1)), 7.5);
    return List.of(
        new Literature.Discoveries(
            80.5, Samples.AT, List.of("arxiv"), 50, "cursor", Samples.CALLER),
        new Literature.Discoveries(0, null, null, 1, null, Samples.CALLER),
        new Literature.Recent(Samples.AT, List.of("arxiv", "x"), 50, "cursor", Samples.CALLER),
        new Literature.Timeline(Samples.ID, 50, "cursor", Samples.CALLER),
        new Literature.RelatedTopics(Samples.ID, 50, "cursor", Samples.CALLER),
        new Literature.Citations(Samples.ID, true, 0.8, "cite", 50, "cursor", Samples.CALLER),
        new Literature.Walk(Samples.ID, true, 0.5, 3, 200, Samples.CALLER),
        new Literature.Similar(Samples.ID, 10, Samples.CALLER),
        new Literature.Trending(Samples.AT, 50, "cursor", Samples.CALLER),
        new Literature.Score(Samples.ID, Samples.CALLER),
        facts,
        new Literature.Scored(Samples.ID, 50, 20.5, 92.5, 41.25, facts, Samples.AT),
        new Literature.GetScore(Samples.ID, Samples.CALLER));
  }

  private LiteratureSamples() {}
}
