package io.athanor.persistence;

/**
 * The schema could not be brought to the version of this build, or the database not be reached. The
 * message says why and what to do.
 */
public final class MigrationFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MigrationFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
