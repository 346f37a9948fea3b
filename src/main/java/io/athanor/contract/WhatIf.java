package io.athanor.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The conversation about plans with other indexes or more rows. Nothing is executed. */
public final class WhatIf {
  /** By what such a question is answered. */
  public enum Means {
    /** A database without rows that has the structure and the statistics of the real one. */
    TWIN,
    /** The extension HypoPG on the real database. */
    HYPOPG,
    /** A copy of the rows, or of a part of them. */
    SAMPLE,
    /** Nothing but the database as it is. */
    NONE
  }

  /**
   * Asks for plans under several circumstances.
   *
   * @param fresh whether the database is looked at anew and not as it was a few seconds ago
   * @param own whether the statements are planned as the node plans its own
   * @param grow how many times as many rows there would be; 1 for as many as there are
   * @param statements that read or write, with {@code $1} and so on for any values
   * @param trials the circumstances
   * @param plans whether the plans are wanted, or only what they cost
   */
  public record Ask(
      boolean fresh,
      boolean own,
      double grow,
      List<String> statements,
      List<Trial> trials,
      boolean plans) {
    /** Copies the lists. */
    public Ask {
      statements = List.copyOf(statements);
      trials = List.copyOf(trials);
    }
  }

  /**
   * One set of circumstances.
   *
   * @param create statements that make indexes, {@code CREATE INDEX name ON schema.table …}
   * @param without names with schema of indexes that there would not be
   * @param statements those to be planned, by their place in {@link Ask#statements}
   */
  public record Trial(List<String> create, List<String> without, List<Integer> statements) {
    /** Copies the lists. */
    public Trial {
      create = List.copyOf(create);
      without = List.copyOf(without);
      statements = List.copyOf(statements);
    }
  }

  /**
   * The answer.
   *
   * @param missing why there is no answer and what to do about it; null when there is one
   * @param why it is not answered by something better, and what would help; null for a twin
   * @param sample the copy that it was planned on; null for other means
   * @param tried in the order of the trials; fewer when there was no time for all
   */
  public record Answer(
      Means means, String missing, String why, Copies.Copy sample, List<Tried> tried) {
    /** Copies the list. */
    public Answer {
      tried = List.copyOf(tried);
    }
  }

  /**
   * What came of one trial.
   *
   * @param made its indexes, in the order of {@link Trial#create}
   * @param planned its statements, in the order of {@link Trial#statements}
   */
  public record Tried(List<Made> made, List<Planned> planned) {
    /** Copies the lists. */
    public Tried {
      made = List.copyOf(made);
      planned = List.copyOf(planned);
    }
  }

  /**
   * An index that there would be.
   *
   * @param bytes that it would have, estimated
   * @param refused why it cannot be made; null when it can
   */
  public record Made(String name, String table, long bytes, String refused) {}

  /**
   * How a statement would be executed.
   *
   * @param cost in the planner's units; 0 when it was refused
   * @param indexes that the plan uses, without their schema; for partitions that of the whole table
   * @param plan the server's JSON, where it was asked for
   * @param refused why there is no plan; null when there is one
   */
  public record Planned(double cost, List<String> indexes, Json plan, String refused) {
    /** Copies the list. */
    public Planned {
      indexes = List.copyOf(indexes);
    }
  }

  /** Asks for all statements that Athanor itself has. */
  public record ListStatements() {}

  /** All of them. */
  public record Statements(List<Named> statements) {
    /** Copies the list. */
    public Statements {
      statements = List.copyOf(statements);
    }
  }

  /** A statement of Athanor. */
  public record Named(String name, String sql) {}

  /** Asks what is known of tables, named with their schema; of all where none is named. */
  public record Describe(List<String> tables) {
    /** Copies the list. */
    public Describe {
      tables = List.copyOf(tables);
    }
  }

  /**
   * What is known of them.
   *
   * @param since when the server has counted reads and writes; null when it does not say
   * @param indexesSince the same for reads of every index there is
   * @param partitions the table of each partition, both with their schema
   */
  public record Described(
      int serverVersion,
      Instant since,
      Instant indexesSince,
      List<Table> tables,
      Map<String, String> partitions) {
    /** Copies. */
    public Described {
      tables = List.copyOf(tables);
      partitions = Map.copyOf(partitions);
    }
  }

  /**
   * One table, or a whole partitioned one.
   *
   * @param rows by the statistics; -1 when it was never analysed
   * @param partitioned whether its rows are in other tables
   * @param foreignKeys the columns of each
   */
  public record Table(
      String schema,
      String name,
      double rows,
      long bytes,
      boolean partitioned,
      Writes writes,
      List<Column> columns,
      List<Index> indexes,
      List<List<String>> foreignKeys) {
    /** Copies the lists. */
    public Table {
      columns = List.copyOf(columns);
      indexes = List.copyOf(indexes);
      foreignKeys = List.copyOf(foreignKeys);
    }
  }

  /**
   * What has changed in a table since the server counts.
   *
   * @param hotUpdates that changed no index
   */
  public record Writes(long inserts, long updates, long hotUpdates, long deletes) {}

  /**
   * A column and its statistics.
   *
   * @param type as SQL writes it
   * @param distinct how many values it has; negative as a part of the rows; 0 when not known
   * @param nullPart which part of the rows has none
   * @param width bytes of a value
   * @param correlation of its order with that of the rows, -1 to 1; 0 when not known
   */
  public record Column(
      String name,
      String type,
      double distinct,
      double nullPart,
      double width,
      double correlation) {}

  /**
   * An index that there is.
   *
   * @param definition the statement that makes it
   * @param keys each as in its definition, with operator class and direction
   * @param predicate null when all rows are in it
   * @param constraint whether a primary key, a unique or an exclusion constraint needs it
   * @param scans how often it was read since the server counts
   */
  public record Index(
      String schema,
      String name,
      String definition,
      String method,
      List<String> keys,
      List<String> include,
      String predicate,
      boolean unique,
      boolean constraint,
      boolean valid,
      long bytes,
      long scans) {
    /** Copies the lists. */
    public Index {
      keys = List.copyOf(keys);
      include = List.copyOf(include);
    }
  }

  private static final Duration PLANNING = Duration.ofSeconds(7);

  /** Plan statements under other circumstances. */
  public static final RequestAddress<Ask, Answer> ASK =
      new RequestAddress<>("whatif.ask", Role.PERSISTENCE, Ask.class, Answer.class, PLANNING);

  /** All statements of Athanor. */
  public static final RequestAddress<ListStatements, Statements> STATEMENTS =
      RequestAddress.toStore("whatif.statements", ListStatements.class, Statements.class);

  /** What is known of tables. */
  public static final RequestAddress<Describe, Described> DESCRIBE =
      RequestAddress.toStore("whatif.describe", Describe.class, Described.class);

  private WhatIf() {}
}
