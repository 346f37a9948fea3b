package io.athanor.execution.sandbox.abuse;

import io.athanor.execution.sandbox.SandboxUnavailableException;
import io.athanor.execution.sandbox.Tier;
import io.athanor.execution.sandbox.abuse.Laboratory.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** All cases. */
final class AbuseSuite {
  private AbuseSuite() {}

  /** By number. */
  static List<AbuseCase> all() {
    return Stream.of(
            ProcessCases.all(),
            MemoryCases.all(),
            FileCases.all(),
            OutputCases.all(),
            TimeCases.all(),
            EscapeCases.all(),
            NeighbourCases.all(),
            ArtefactCases.all(),
            NodeCases.all())
        .flatMap(List::stream)
        .sorted(Comparator.comparingInt(AbuseCase::number))
        .toList();
  }

  /** What was not as expected; nothing where this machine does not reach the tier. */
  static List<Row> broken(Tier tier, Predicate<AbuseCase> chosen) throws Exception {
    List<Row> broken = new ArrayList<>();
    try (Laboratory laboratory = Laboratory.open(tier)) {
      for (AbuseCase one : all().stream().filter(chosen).toList()) {
        Row row = laboratory.run(one);
        if (!row.ok()) {
          broken.add(row);
        }
      }
    } catch (SandboxUnavailableException e) {
      System.err.println("the abuse suite is not run at " + tier + ": " + e.getMessage());
    }
    return broken;
  }
}
