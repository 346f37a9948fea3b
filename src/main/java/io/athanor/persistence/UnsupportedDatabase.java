package io.athanor.persistence;

/**
 * The database is no PostgreSQL, or too old a one. The message names what was found and what is
 * needed.
 */
public final class UnsupportedDatabase extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsupportedDatabase(String found) {
    super(
        "Athanor needs PostgreSQL 15 or later and found: "
            + found
            + ". Upgrade the server, or leave ATHANOR_DATABASE_URL unset to use the embedded one.");
  }
}
