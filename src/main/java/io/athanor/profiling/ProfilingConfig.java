package io.athanor.profiling;

import static java.util.function.Predicate.not;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is measured.
 *
 * @param enabled false notes nothing and ignores what is observed
 * @param maxStatements how many statements are kept apart; further ones count as one
 * @param repeats how often one request may execute a statement before that is a finding
 * @param slowLog the file with slow and failed statements
 */
public record ProfilingConfig(boolean enabled, int maxStatements, int repeats, SlowLog slowLog) {

  /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
  public ProfilingConfig {
    throwIfAny(
        Stream.of(
            maxStatements < 1 || maxStatements > 10_000
                ? "maxStatements: must be between 1 and 10000"
                : "",
            repeats < 2 || repeats > 100 ? "repeats: must be between 2 and 100" : ""));
  }

  /**
   * The file with slow and failed statements.
   *
   * @param enabled whether it is written
   * @param maxBytes of one file; then the next begins
   * @param maxAge of the first line of a file; then the next begins
   * @param files kept, with the one that is written
   * @param parameters whether the values of parameters are written
   */
  public record SlowLog(
      boolean enabled, long maxBytes, Duration maxAge, int files, boolean parameters) {

    /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
    public SlowLog {
      throwIfAny(
          Stream.of(
              maxBytes < 64 * 1024 ? "maxBytes: must be at least 64KB" : "",
              maxAge.toMinutes() < 1 ? "maxAge: must be at least 1m" : "",
              files < 1 || files > 100 ? "files: must be between 1 and 100" : ""));
    }
  }

  private static void throwIfAny(Stream<String> faults) {
    String found = faults.filter(not(String::isEmpty)).collect(Collectors.joining("\n"));
    if (!found.isEmpty()) {
      throw new IllegalArgumentException(found);
    }
  }
}
