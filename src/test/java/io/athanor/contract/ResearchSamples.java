package io.athanor.contract;

import java.util.List;
import java.util.Map;

/** Samples of {@link Research}. */
final class ResearchSamples {

  static List<Record> all() {
    Research.OpenSession open =
        new Research.OpenSession(
            "Why?", Samples.TEXT, "chemistry", Map.of("phase", "2"), Samples.CALLER);
    return List.of(
        open,
        new Research.OpenSession("Why?", null, null, null, Samples.CALLER),
        new Research.StoreSession(Samples.ID, open),
        new Research.GetSession(Samples.ID, Samples.CALLER),
        new Research.ListSessions(50, "cursor", Samples.CALLER),
        new Research.ListSessions(50, null, Samples.CALLER));
  }

  private ResearchSamples() {}
}
