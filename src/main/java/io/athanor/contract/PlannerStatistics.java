package io.athanor.contract;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The conversation about what the planner knows of the contents of the database. What is exported
 * here is enough to plan statements elsewhere, on a database without rows.
 */
public final class PlannerStatistics {

  /** The format of what is exported; another one is not read. */
  public static final int FORMAT = 1;

  /** What a relation is. */
  public enum Kind {
    /** A table, or a partition of one. */
    TABLE,
    /** A table whose rows are in its partitions. */
    PARTITIONED,
    /** An index of a table with rows of its own. */
    INDEX
  }

  /**
   * Asks for all of it.
   *
   * @param values whether values of columns are wanted, too: the most common ones and the bounds of
   *     histograms
   */
  public record Export(boolean values) {}

  /**
   * All of it.
   *
   * @param format {@link #FORMAT}
   * @param server the version of the server
   * @param schema the last migration that was applied
   * @param values whether values of columns are in it
   * @param settings of the server that the planner heeds and that are not the usual ones
   */
  public record Exported(
      int format,
      String server,
      String schema,
      Instant takenAt,
      boolean values,
      Map<String, String> settings,
      List<Relation> relations) {
    /** Copies the collections; settings in the order of their names. */
    public Exported {
      settings = settings == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(settings));
      relations = relations == null ? List.of() : List.copyOf(relations);
    }
  }

  /**
   * A table or an index.
   *
   * @param table that an index is of; null for a table
   * @param parent the table that this one is a partition of, without its schema; null for others
   * @param bound of the partition, as SQL writes it
   * @param pages of 8 KiB, as the server has counted
   * @param rows as the server has counted; -1 when it never has
   * @param allVisible pages whose rows everybody sees
   * @param blocks of 8 KiB that its files have
   * @param depth levels of a b-tree above its leaves; null of others, and when it is not known
   * @param columns those of which something is known; of an index its expressions
   */
  public record Relation(
      String schema,
      String name,
      Kind kind,
      String table,
      String parent,
      String bound,
      long pages,
      double rows,
      long allVisible,
      long blocks,
      Integer depth,
      List<Column> columns) {
    /** Copies the list. */
    public Relation {
      columns = columns == null ? List.of() : List.copyOf(columns);
    }

    /** The same with other columns. */
    public Relation with(List<Column> others) {
      return new Relation(
          schema, name, kind, table, parent, bound, pages, rows, allVisible, blocks, depth, others);
    }
  }

  /**
   * What is known of a column. Lists of values are texts as SQL writes arrays, because each column
   * has its own type; what is not known is null.
   *
   * @param type as SQL writes it
   * @param inherited whether it is said of all partitions together
   * @param nulls which part of the rows has none
   * @param width bytes of a value
   * @param distinct how many values it has; negative as a part of the rows
   * @param common its most common values
   * @param commonShares the part of the rows that has each
   * @param histogram values that divide the others into equal parts
   * @param elements the most common elements of an array
   * @param elementShares the part of the rows that has each, the least, the greatest, and of null
   * @param elementCounts how many different elements rows have
   * @param rangeLengths lengths of ranges
   * @param emptyRanges which part of the ranges is empty
   * @param rangeBounds bounds of ranges
   */
  public record Column(
      String name,
      String type,
      boolean inherited,
      double nulls,
      int width,
      double distinct,
      Double correlation,
      String common,
      List<Double> commonShares,
      String histogram,
      String elements,
      List<Double> elementShares,
      List<Double> elementCounts,
      String rangeLengths,
      Double emptyRanges,
      String rangeBounds) {
    /** Copies the lists. */
    public Column {
      commonShares = commonShares == null ? null : List.copyOf(commonShares);
      elementShares = elementShares == null ? null : List.copyOf(elementShares);
      elementCounts = elementCounts == null ? null : List.copyOf(elementCounts);
    }

    /** The same without values of rows. */
    public Column withoutValues() {
      return new Column(
          name,
          type,
          inherited,
          nulls,
          width,
          distinct,
          correlation,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null);
    }
  }

  /** All that the planner knows. */
  public static final RequestAddress<Export, Exported> EXPORT =
      new RequestAddress<>(
          "statistics.export", Role.PERSISTENCE, Export.class, Exported.class, RequestAddress.DESK);

  private PlannerStatistics() {}
}
