package io.athanor.profiling.advice;

import io.athanor.contract.WhatIf.Index;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An index that could serve a statement.
 *
 * @param method btree, hash, gin or brin
 * @param include names of columns that are only carried along
 * @param predicate that its rows fulfil, as SQL; null for all rows
 * @param rank how promising it looks by its form alone; more comes first
 * @param reason what of the statement it serves, in words
 */
public record Candidate(
    String schema,
    String table,
    String method,
    List<Key> keys,
    List<String> include,
    String predicate,
    int rank,
    String reason) {

  /**
   * By what an index is ordered.
   *
   * @param text as in {@code CREATE INDEX}, with direction and operator class
   * @param column the name of the column, or null when it is an expression
   */
  public record Key(String text, String column) {}

  /** Copies the lists. */
  public Candidate {
    keys = List.copyOf(keys);
    include = List.copyOf(include);
  }

  /** Its name: always the same for the same index, and at most 63 bytes long. */
  public String name() {
    return IndexName.of(this);
  }

  /** The statement that makes it. */
  public String definition() {
    StringBuilder sql = new StringBuilder("CREATE INDEX ");
    sql.append(Identifiers.quoted(name())).append(" ON ").append(on());
    sql.append(" USING ").append(method).append(" (").append(texts(keys)).append(')');
    if (!include.isEmpty()) {
      sql.append(" INCLUDE (");
      sql.append(include.stream().map(Identifiers::quoted).collect(Collectors.joining(", ")));
      sql.append(')');
    }
    if (predicate != null) {
      sql.append(" WHERE ").append(predicate);
    }
    return sql.toString();
  }

  private String on() {
    return Identifiers.quoted(schema) + "." + Identifiers.quoted(table);
  }

  private static String texts(List<Key> keys) {
    return keys.stream().map(Key::text).collect(Collectors.joining(", "));
  }

  /** Whether an index of the same table that there is serves whatever this would serve. */
  public boolean servedBy(Index existing) {
    if (!existing.valid()) {
      return false;
    }
    List<String> theirs = existing.keys();
    return serves(
        existing.method(), theirs, plainNames(theirs, existing.include()), existing.predicate());
  }

  /** Whether its first keys are those of a unique index, so that the others find nothing more. */
  boolean goesOnAfter(Index existing) {
    int length = existing.keys().size();
    if (!existing.valid() || !existing.unique() || existing.predicate() != null) {
      return false;
    }
    List<String> first = keys.stream().limit(length).map(Key::column).toList();
    List<String> unique = existing.keys().stream().map(key -> IndexKey.of(key).column()).toList();
    return keys.size() > length
        && !unique.contains(null)
        && new HashSet<>(first).containsAll(unique);
  }

  /** Whether this serves whatever another would serve, so that the other need not be there. */
  public boolean makesSuperfluous(Candidate other) {
    if (!schema.equals(other.schema) || !table.equals(other.table)) {
      return false;
    }
    List<String> ours = keys.stream().map(Key::text).toList();
    return other.serves(method, ours, plainNames(ours, include), predicate);
  }

  private static List<String> plainNames(List<String> keys, List<String> include) {
    List<String> names = new ArrayList<>(include);
    keys.forEach(key -> names.add(IndexKey.of(key).column()));
    return names;
  }

  /** Whether an index of these properties would do for this one. */
  private boolean serves(
      String otherMethod, List<String> otherKeys, List<String> columns, String otherPredicate) {
    boolean sameRows =
        otherPredicate == null
            || (predicate != null
                && IndexKey.canonical(predicate).equals(IndexKey.canonical(otherPredicate)));
    if (!method.equals(otherMethod) || !sameRows || !columns.containsAll(include)) {
      return false;
    }
    List<IndexKey> ours = keys.stream().map(key -> IndexKey.of(key.text())).toList();
    List<IndexKey> theirs = otherKeys.stream().map(IndexKey::of).toList();
    if (!method.equals("btree")) {
      return theirs.containsAll(ours) && (!method.equals("hash") || ours.equals(theirs));
    }
    if (ours.size() > theirs.size()) {
      return false;
    }
    List<IndexKey> prefix = theirs.subList(0, ours.size());
    // Read backwards, an index has the opposite order.
    return prefix.equals(ours) || prefix.stream().map(IndexKey::reversed).toList().equals(ours);
  }
}
