package io.athanor.persistence;

import static io.athanor.persistence.ExperimentInsert.column;

import io.athanor.contract.Queue.Planned;
import io.vertx.sqlclient.Tuple;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** The lines in which the experiments of a batch stand. */
final class QueueLines {

  private final List<Planned> planned;
  private final Map<UUID, Expected> expected;

  QueueLines(List<Planned> planned, Map<UUID, Expected> expected) {
    this.planned = planned;
    this.expected = expected;
  }

  /** The line of each, by name. */
  String[] names() {
    return column(planned, one -> line(one).name(), String[]::new);
  }

  /** What each is given once it ran out of memory, or null. */
  Long[] larger() {
    return column(planned, QueueLines::larger, Long[]::new);
  }

  /** The line in which each stands then, or null. */
  String[] largerNames() {
    return column(
        planned, one -> larger(one) == null ? null : largerLine(one).name(), String[]::new);
  }

  private QueueClass line(Planned one) {
    return QueueClass.of(one, expected.get(one.id()));
  }

  private QueueClass largerLine(Planned one) {
    return QueueClass.of(one, expected.get(one.id()), larger(one));
  }

  private static Long larger(Planned one) {
    return one.schedule().retry() == null ? null : one.schedule().retry().memory();
  }

  /** All different ones, column by column, in one order for all batches. */
  void addTo(Tuple all) {
    Set<QueueClass> distinct =
        new TreeSet<>(Comparator.comparing(QueueClass::pool).thenComparing(QueueClass::name));
    for (Planned one : planned) {
      distinct.add(line(one));
      if (larger(one) != null) {
        distinct.add(largerLine(one));
      }
    }
    List<QueueClass> lines = List.copyOf(distinct);
    all.addArrayOfString(column(lines, QueueClass::pool, String[]::new));
    all.addArrayOfString(column(lines, QueueClass::name, String[]::new));
    all.addArrayOfString(column(lines, QueueClass::runtime, String[]::new));
    all.addArrayOfShort(column(lines, one -> one.tier().strength(), Short[]::new));
    all.addArrayOfLong(column(lines, QueueClass::memory, Long[]::new));
    all.addArrayOfShort(column(lines, QueueClass::cpu, Short[]::new));
    all.addArrayOfBoolean(column(lines, QueueClass::brief, Boolean[]::new));
  }
}
