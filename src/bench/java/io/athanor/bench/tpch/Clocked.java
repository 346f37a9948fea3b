package io.athanor.bench.tpch;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** How long a query took without and with the indexes. */
public record Clocked(Time before, Time after) {

  private static final String CANCELLED = "57014";
  private static final int NONE = -1;

  /** Refuses a query that answers something else with indexes: one side was wrong. */
  public Clocked {
    if (before.ended() && after.ended() && before.rows != after.rows) {
      throw new IllegalArgumentException(
          before.rows + " rows, and with indexes " + after.rows + " rows");
    }
  }

  /**
   * A duration.
   *
   * @param millis until its last row was here, or it was given up
   * @param rows that it answered; -1 when it was given up
   */
  public record Time(double millis, int rows) {

    /** Whether it was not given up. */
    public boolean ended() {
      return rows != NONE;
    }

    Time better(Again again) throws SQLException {
      if (!ended()) {
        return this;
      }
      Time second = again.run();
      return second.millis < millis ? second : this;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, ended() ? "%.0f" : "> %.0f", millis);
    }
  }

  /** The same once more. */
  @FunctionalInterface
  interface Again {
    Time run() throws SQLException;
  }

  /** Above 1 it is slower with the indexes; given up without them, it is at most this. */
  public double ratio() {
    return after.millis / before.millis;
  }

  /** Whether both sides ended, so that they can be added up. */
  public boolean ended() {
    return before.ended() && after.ended();
  }

  /** How many rows it answers; -1 when it was given up on both sides. */
  public int rows() {
    return Math.max(before.rows, after.rows);
  }

  static Time run(Connection session, String query) throws SQLException {
    long began = System.nanoTime();
    int count = 0;
    try (Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        count++;
      }
    } catch (SQLException e) {
      if (!CANCELLED.equals(e.getSQLState())) {
        throw e;
      }
      count = NONE;
    }
    return new Time((System.nanoTime() - began) / 1e6, count);
  }
}
