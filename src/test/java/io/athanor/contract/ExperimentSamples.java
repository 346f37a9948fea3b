package io.athanor.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Samples of {@link Experiments}. */
final class ExperimentSamples {

  static final Experiments.OutputChunk CHUNK =
      new Experiments.OutputChunk(
          2, 7, Experiments.Stream.STDERR, 1L << 40, PlainSamples.bytes(300));

  static final Experiments.Artifact ARTIFACT =
      new Experiments.Artifact("model.bin", Samples.DIGEST, 5L << 30, "application/octet-stream");

  static List<Record> all() {
    return Stream.of(submitted(), read(), changed()).flatMap(List::stream).toList();
  }

  private static List<Record> submitted() {
    Experiments.Accepted accepted =
        new Experiments.Accepted(
            Samples.ID, State.QUEUED, Samples.DIGEST, Samples.OTHER_ID, List.of("No node."));
    return List.of(
        new Experiments.Submit(
            List.of(PlainSamples.submission(), PlainSamples.emptySubmission()),
            Samples.CALLER,
            "key",
            Samples.DIGEST),
        new Experiments.Submit(List.of(), Samples.CALLER, null, null),
        accepted,
        new Experiments.Accepted(Samples.ID, State.QUEUED, Samples.DIGEST, null, null),
        new Experiments.Submitted(List.of(accepted)));
  }

  private static List<Record> read() {
    return List.of(
        new Experiments.Get(Samples.ID, List.of(Experiments.Include.values()), Samples.CALLER),
        new Experiments.Document(Samples.JSON, true),
        list(),
        new Experiments.ListPage(
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            1,
            null,
            Samples.CALLER),
        new Experiments.Page(new Json("[1, 2]"), "next"),
        new Experiments.Page(new Json("[]"), null),
        new Experiments.Cancel(Samples.ID, "no longer of use", Samples.CALLER),
        new Experiments.Cancel(Samples.ID, null, Samples.CALLER),
        new Experiments.CancelAnswer(Samples.ID, State.CANCELLED),
        new Experiments.ReadOutput(Samples.ID, Experiments.Stream.STDOUT, 1, 12, Samples.CALLER),
        new Experiments.ReadOutput(Samples.ID, null, 0, -1, Samples.CALLER),
        CHUNK,
        new Experiments.Output(List.of(CHUNK, CHUNK), State.RUNNING),
        new Experiments.FindArtifact(Samples.ID, "model.bin", Samples.CALLER),
        ARTIFACT);
  }

  private static List<Record> changed() {
    Experiments.Change change =
        new Experiments.Change("7-8", Samples.ID, State.FAILED, Verdict.CRASHED, Samples.AT);
    return List.of(
        new Experiments.QueueOverview(Samples.CALLER),
        new Experiments.ReadChanges("7-8", 100, Samples.CALLER),
        new Experiments.ReadChanges(null, 100, Samples.CALLER),
        change,
        new Experiments.Change("7-9", Samples.ID, State.QUEUED, null, Samples.AT),
        new Experiments.Changes(List.of(change), "7-8"),
        new Experiments.Changed(List.of(Samples.ID, Samples.OTHER_ID)),
        new Experiments.OutputGrew(Samples.ID),
        new Experiments.CancelRequested(Samples.ID));
  }

  private static Experiments.ListPage list() {
    return new Experiments.ListPage(
        State.COMPLETED,
        "python",
        "chemistry",
        Samples.ID,
        Samples.OTHER_ID,
        "simulation",
        Map.of("phase", "2"),
        Samples.OTHER_ID,
        "name",
        Samples.AT,
        Samples.AT.plusSeconds(1),
        Order.OLDEST,
        50,
        "cursor",
        Samples.CALLER);
  }

  private ExperimentSamples() {}
}
