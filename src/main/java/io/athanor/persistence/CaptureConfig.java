package io.athanor.persistence;

/**
 * What a node notes about its statements.
 *
 * @param enabled false notes nothing at all
 * @param maxStatements how many statements an event loop keeps apart
 * @param repeats how often one request may execute a statement before that is a finding
 * @param parameters whether the slow log has the values of parameters
 */
public record CaptureConfig(boolean enabled, int maxStatements, int repeats, boolean parameters) {

  /** As a node without a file of its own has it. */
  public static CaptureConfig usual() {
    return new CaptureConfig(true, 5_000, 10, false);
  }
}
