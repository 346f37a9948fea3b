package io.athanor.http;

import io.athanor.contract.Profiles.StatementStatistics;
import java.util.List;
import java.util.Map;

/** Statistics of statements as the profiling role tells them. */
final class Statistics {

  private Statistics() {}

  /** Three executions in 1.5 s, one of them failed; its percentiles are 2, 3 and 4 ms. */
  static StatementStatistics named(String name) {
    return new StatementStatistics(
        name,
        "0af1",
        "select 1",
        3,
        1,
        2,
        4,
        1_500,
        1,
        2,
        3,
        4,
        5,
        6_000,
        6,
        7,
        Map.of("57014", 1L),
        null,
        null,
        List.of("cli-1"),
        List.of(0L, 1L, 2L, 2L, 2L, 2L, 3L, 3L, 3L),
        null);
  }
}
