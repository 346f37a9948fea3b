package io.athanor.persistence;

/** What surrounds the statements of a transaction; measured like them. */
enum TransactionStep {
  BEGIN,
  COMMIT,
  ROLLBACK;

  @SuppressWarnings("ImmutableEnumChecker") // A record of two texts.
  private final Statement statement =
      new Statement("transaction." + name().toLowerCase(java.util.Locale.ROOT), name());

  Statement statement() {
    return statement;
  }
}
