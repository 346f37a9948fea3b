package io.athanor.support;

import io.athanor.contract.Profiles.StatementSample;
import io.athanor.contract.Profiles.StatementsObserved;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a node observes of statements. */
public final class Executed {

  private Executed() {}

  /** Executions of one statement that took this long each. */
  public static StatementsObserved times(String statement, long count, long millis) {
    long nanos = millis * 1_000_000;
    return new StatementsObserved(
        List.of(
            new StatementSample(
                statement,
                "f",
                "select 1",
                count,
                0,
                0,
                0,
                0,
                0,
                count * nanos,
                nanos,
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                List.of(),
                List.of())),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        0,
        0);
  }
}
