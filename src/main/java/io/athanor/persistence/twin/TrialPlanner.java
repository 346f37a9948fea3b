package io.athanor.persistence.twin;

import io.athanor.contract.Copies.Copy;
import io.athanor.contract.WhatIf.Means;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plans statements as the database would if it had other indexes. All methods block; to be used by
 * one thread at a time.
 */
public interface TrialPlanner extends AutoCloseable {

  /** How it does it. */
  Means means();

  /** The copy that it plans on, where it does. */
  default Optional<Copy> sample() {
    return Optional.empty();
  }

  /** From now on statements are planned with these settings and the server's own for all others. */
  void settings(Map<String, String> settings) throws SQLException;

  /**
   * Makes an index known; it is not used before {@link #show}.
   *
   * @return what it would be
   * @throws SQLException when the server refuses it
   */
  Trial make(TwinIndex index) throws SQLException;

  /**
   * Says which indexes there are.
   *
   * @param with of those that were made, by their definitions; all others are not there
   * @param without names with schema of indexes of the database that are not there either
   * @throws SQLException when there is no such index
   */
  void show(Set<String> with, Set<String> without) throws SQLException;

  /**
   * The plan of a statement, as JSON. Where it has parameters it is the plan for any of them.
   *
   * @throws SQLException when the planner refuses it
   */
  String plan(String sql) throws SQLException;

  /** The name of the whole index that this one is the part of a partition of, or the same. */
  String whole(String index) throws SQLException;

  /** Ends it; nothing is left. */
  @Override
  void close() throws SQLException;

  /**
   * An index that there would be.
   *
   * @param pages of 8 KiB
   */
  record Trial(String name, String table, long pages) {}
}
