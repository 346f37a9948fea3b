package io.athanor.contract;

/** Definitions of indexes as the server tells them. */
public final class IndexDefinitions {

  private IndexDefinitions() {}

  /** The same, so that nobody waits while it is made. */
  public static String concurrently(String definition) {
    return definition.replaceFirst("(?i)^(CREATE (?:UNIQUE )?INDEX)\\b", "$1 CONCURRENTLY");
  }
}
