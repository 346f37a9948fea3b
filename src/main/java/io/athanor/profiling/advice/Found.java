package io.athanor.profiling.advice;

import java.util.List;
import java.util.stream.Stream;

/**
 * The candidates of one statement.
 *
 * @param candidates the most promising first
 * @param notRead what was not understood and has no candidates therefore, each with the reason
 */
public record Found(List<Candidate> candidates, List<String> notRead) {

  /** Copies the lists. */
  public Found {
    candidates = List.copyOf(candidates);
    notRead = List.copyOf(notRead);
  }

  /** What both found, each index once, within the bound of one statement. */
  public Found and(Found other) {
    CandidateSet all = new CandidateSet();
    candidates.forEach(all::add);
    other.candidates.forEach(all::add);
    return new Found(
        all.best(), Stream.concat(notRead.stream(), other.notRead.stream()).distinct().toList());
  }
}
