package io.athanor.profiling;

/**
 * What is measured.
 *
 * @param enabled false ignores what is observed
 * @param maxStatements how many statements are kept apart; further ones count as one
 */
public record ProfilingConfig(boolean enabled, int maxStatements) {

  /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
  public ProfilingConfig {
    if (maxStatements < 1 || maxStatements > 10_000) {
      throw new IllegalArgumentException("maxStatements: must be between 1 and 10000");
    }
  }
}
