package io.athanor.contract;

import java.util.List;

/** Samples of {@link Live}. */
final class LiveSamples {

  private static final Live.Figure FIGURE =
      new Live.Figure("loss", 0.1 + 0.2, 1L << 33, 7, Samples.AT);

  static List<Record> all() {
    return List.of(
        FIGURE,
        new Live.Progressed(
            Samples.ID, 3, 0.25, Samples.TEXT, List.of(FIGURE), 9, 101, 2, Samples.AT),
        new Live.Progressed(Samples.ID, 1, null, null, List.of(), 0, 0, 0, Samples.AT));
  }

  private LiveSamples() {}
}
