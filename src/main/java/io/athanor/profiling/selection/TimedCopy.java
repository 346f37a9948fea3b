package io.athanor.profiling.selection;

import io.athanor.contract.Copies.Copy;
import io.athanor.contract.Copies.Timed;
import io.athanor.contract.WhatIf.Trial;
import io.vertx.core.Future;
import java.util.List;

/** A copy of the database on which indexes are built and statements are timed. */
public interface TimedCopy {

  /**
   * Makes it.
   *
   * @param tables whose rows it has, {@code schema.table}
   * @param bytes that it may have
   */
  Future<Copy> make(List<String> tables, long bytes);

  /** What came of each trial; the first is what the others are compared with. */
  Future<List<Timed>> time(boolean own, List<String> statements, List<Trial> trials);

  /** Removes it, whether it was made or not. */
  Future<Void> remove();
}
