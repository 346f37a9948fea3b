package io.athanor.profiling;

import io.athanor.contract.Executions.Execution;
import io.athanor.contract.Executions.ListExecutions;
import io.athanor.contract.Executions.Selection;
import io.athanor.contract.Profiles.StatementsObserved;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The last executions of each kind, apart from each other, so that many fast ones push out no slow
 * one. Not safe for threads.
 */
final class RecentExecutions {

  /** Kept of each kind. */
  static final int CAPACITY = 500;

  private final Map<Selection, Deque<Execution>> kept = new EnumMap<>(Selection.class);

  RecentExecutions() {
    for (Selection selection : Selection.values()) {
      kept.put(selection, new ArrayDeque<>());
    }
  }

  /**
   * Adds what was observed and ended no earlier.
   *
   * @param text of the statement of an execution
   */
  void add(StatementsObserved observed, Instant since, Function<Execution, String> text) {
    add(Selection.RECENT, observed.recent(), since, text);
    add(Selection.SLOW, observed.slow(), since, text);
    add(Selection.FAILED, observed.failed(), since, text);
  }

  private void add(
      Selection selection,
      List<Execution> executions,
      Instant since,
      Function<Execution, String> text) {
    Deque<Execution> ring = kept.get(selection);
    for (Execution one : executions) {
      if (!one.at().isBefore(since)) {
        ring.addLast(one.text() == null ? with(one, text.apply(one)) : one);
        if (ring.size() > CAPACITY) {
          ring.removeFirst();
        }
      }
    }
  }

  private static Execution with(Execution one, String text) {
    return new Execution(
        one.name(),
        one.fingerprint(),
        text,
        one.at(),
        one.waitMillis(),
        one.millis(),
        one.rows(),
        one.failure(),
        one.correlationId());
  }

  /** Nodes and event loops report in turns, so the order of arrival is not that of time. */
  List<Execution> list(ListExecutions list) {
    return kept.get(list.selection()).stream()
        .filter(one -> one.millis() >= list.minMillis())
        .sorted(Comparator.comparing(Execution::at).reversed())
        .limit(list.limit())
        .toList();
  }

  void clear() {
    kept.values().forEach(Deque::clear);
  }
}
