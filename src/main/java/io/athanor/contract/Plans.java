package io.athanor.contract;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** The conversation about how the database executes statements. */
public final class Plans {

  /** How a plan was made. */
  public enum Mode {
    /** For these parameters, without executing the statement. */
    PLANNED,
    /** For any parameters, without executing the statement. */
    GENERIC,
    /** The statement was executed and its transaction rolled back. */
    ANALYZED
  }

  /**
   * Asks for the plan of one statement, with what is to be thought of it.
   *
   * @param sql one statement that reads, or null where a name is given
   * @param name of a statement of Athanor itself, or null where SQL is given
   * @param parameters for {@code $1} and so on as texts; their types are the server's matter
   * @param analyze whether the statement is to be executed
   * @param generic whether the plan is to be one for any parameters
   */
  public record Explain(
      String sql,
      String name,
      List<String> parameters,
      boolean analyze,
      boolean generic,
      Caller caller) {
    /** Copies the list. */
    public Explain {
      parameters = List.copyOf(parameters);
      Objects.requireNonNull(caller, "caller");
    }
  }

  /**
   * A plan as the server made it.
   *
   * @param plan the server's JSON
   * @param role the database role under which it was made
   * @param note what is to be known about how it was made, or null
   * @param serverVersion the server's major version
   * @param tables that the plan names
   */
  public record Taken(
      Json plan, Mode mode, String role, String note, int serverVersion, List<Table> tables) {
    /** Copies the list. */
    public Taken {
      tables = List.copyOf(tables);
    }
  }

  /**
   * How large a table is by the server's statistics.
   *
   * @param rows -1 when it was never analysed
   * @param blocks of 8 kB
   */
  public record Table(String schema, String name, double rows, long blocks) {}

  /**
   * A plan for people.
   *
   * @param hash the same for two plans that differ in costs and constants only
   * @param cost as the planner estimates it
   * @param planningMillis null when the server did not tell
   * @param executionMillis null when the statement was not executed
   * @param tree the nodes, parents first
   * @param findings what is wrong, the worst first
   * @param text the tree as text
   * @param plan the server's JSON
   */
  public record Explained(
      Mode mode,
      String role,
      String note,
      int serverVersion,
      String hash,
      double cost,
      Double planningMillis,
      Double executionMillis,
      List<Node> tree,
      List<Finding> findings,
      String text,
      Json plan) {
    /** Copies the lists. */
    public Explained {
      tree = List.copyOf(tree);
      findings = List.copyOf(findings);
    }
  }

  /**
   * One node of a plan. What was not measured is null.
   *
   * @param id its place: {@code 1.2} is the second child of the root
   * @param depth 0 for the root
   * @param title what it does and with what
   * @param selfCost without what is below it
   * @param selfMillis of all loops, without what is below it
   * @param expectedRows of all loops
   * @param rows of all loops
   * @param removed rows that all loops read and threw away
   * @param blocks that it touched itself
   * @param expensive whether it is the one that most of the time or cost goes to
   */
  public record Node(
      String id,
      int depth,
      String title,
      List<String> conditions,
      double selfCost,
      Double selfMillis,
      double expectedRows,
      Double rows,
      Double loops,
      Double removed,
      Long blocks,
      boolean expensive) {
    /** Copies the list. */
    public Node {
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * Something about a plan that costs more than it should.
   *
   * @param type a stable word for programs, such as {@code wasteful-scan}
   * @param node the id of the node
   * @param title of the node
   * @param why in figures
   * @param advice what would help
   */
  public record Finding(String type, String node, String title, String why, String advice) {}

  private static final Duration TAKING = Duration.ofSeconds(7);
  private static final Duration EXPLAINING = Duration.ofSeconds(8);

  /** Take the plan of one statement. */
  public static final RequestAddress<Explain, Taken> TAKE =
      new RequestAddress<>("plans.take", Role.PERSISTENCE, Explain.class, Taken.class, TAKING);

  /** Take it and say what is to be thought of it. */
  public static final RequestAddress<Explain, Explained> EXPLAIN =
      new RequestAddress<>(
          "plans.explain", Role.PROFILING, Explain.class, Explained.class, EXPLAINING);

  private Plans() {}
}
