package io.athanor.persistence.twin;

/**
 * An index that is asked about.
 *
 * @param table that it is on, as SQL writes it
 * @param definition the statement that makes it, without CONCURRENTLY
 */
public record TwinIndex(String table, String definition) {}
