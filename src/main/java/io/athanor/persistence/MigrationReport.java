package io.athanor.persistence;

import java.time.Duration;
import java.util.List;

/**
 * What a run of the migrations found and did.
 *
 * @param serverVersion of PostgreSQL, such as {@code 18.1}
 * @param schemaVersion version of the schema afterwards; empty when there are no migrations at all
 * @param applied versions that this run applied, in order; empty when the schema was current or
 *     another node was first
 * @param took from the first attempt to connect to the end
 */
public record MigrationReport(
    String serverVersion, String schemaVersion, List<String> applied, Duration took) {

  /** Copies the list. */
  public MigrationReport {
    applied = List.copyOf(applied);
  }
}
