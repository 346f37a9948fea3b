package io.athanor.persistence.twin;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Keeps indexes of a scratch database from the planner without removing them. */
interface HiddenIndexes {

  /**
   * From now on these are not there, and all others are.
   *
   * @throws SQLException when that cannot be
   */
  void set(Set<Long> hidden) throws SQLException;

  /** What each transaction that plans has to begin with. */
  List<String> words();
}
