package io.athanor.persistence;

import io.athanor.contract.Executions.Execution;
import java.util.ArrayList;
import java.util.List;

/** The last executions of one kind since the last report, in places that are used again. */
final class ExecutionRing {

  private static final double MILLIS = 1e6;

  private final int capacity;
  private final StatementCounts[] statements;
  private final long[] numbers;
  private final String[] failures;
  private final String[] correlations;
  private long added;

  ExecutionRing(int capacity) {
    this.capacity = capacity;
    this.statements = new StatementCounts[capacity];
    this.numbers = new long[4 * capacity];
    this.failures = new String[capacity];
    this.correlations = new String[capacity];
  }

  void add(StatementCounts counts, Timing timing, long rows, String failure, String correlation) {
    int place = (int) (added++ % capacity);
    statements[place] = counts;
    numbers[4 * place] = timing.end();
    numbers[4 * place + 1] = timing.waitNanos();
    numbers[4 * place + 2] = timing.nanos();
    numbers[4 * place + 3] = rows;
    failures[place] = failure;
    correlations[place] = correlation;
  }

  /** What is in it, the first one first; then it is empty. */
  List<Execution> drain(Moment moment) {
    List<Execution> all = new ArrayList<>();
    for (long i = Math.max(0, added - capacity); i < added; i++) {
      int place = (int) (i % capacity);
      StatementCounts counts = statements[place];
      all.add(
          new Execution(
              counts.name(),
              counts.fingerprint().id(),
              null,
              moment.at(numbers[4 * place]),
              numbers[4 * place + 1] / MILLIS,
              numbers[4 * place + 2] / MILLIS,
              numbers[4 * place + 3],
              failures[place],
              correlations[place]));
      statements[place] = null;
      correlations[place] = null;
    }
    added = 0;
    return all;
  }
}
