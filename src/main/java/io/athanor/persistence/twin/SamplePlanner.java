package io.athanor.persistence.twin;

import io.athanor.contract.Copies.Copy;
import io.athanor.contract.WhatIf.Means;
import io.athanor.persistence.JdbcTarget;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plans on a copy of some rows, with indexes that are built there: where the server is not ours and
 * can do nothing better. Small tables are whole, of large ones there is a part, so that a statement
 * which reads many rows costs less than in the real database; that is not made up for, as nobody
 * can say how. A size is: an index has as many entries as there are rows.
 */
public final class SamplePlanner implements TrialPlanner {

  /** With indexes: enough that reading a table is dearer by far than finding a row in it. */
  private static final long LARGEST_TABLE = 16L << 20;

  private static final long MOST = 128L << 20;

  /** That copying the rows may take. */
  public static final Duration LONGEST = Duration.ofSeconds(30);

  private final RowCopy copy;
  private final Connection connection;
  private boolean begun;

  private SamplePlanner(RowCopy copy, Connection connection) {
    this.copy = copy;
    this.connection = connection;
  }

  /**
   * Makes the copy.
   *
   * @param copy that is not made yet
   * @param source the real database, and the role that plans its statements
   * @param tables that have rows in it, {@code schema.table}
   */
  public static SamplePlanner of(RowCopy copy, JdbcTarget source, List<String> tables)
      throws SQLException {
    copy.make(tables, Sampling.upTo(LARGEST_TABLE, MOST), () -> Long.MAX_VALUE);
    try {
      SamplePlanner planner = new SamplePlanner(copy, copy.at(source).connectSimply());
      planner.settings(Map.of());
      return planner;
    } catch (SQLException e) {
      copy.close();
      throw e;
    }
  }

  @Override
  public Means means() {
    return Means.SAMPLE;
  }

  @Override
  public Optional<Copy> sample() {
    return Optional.of(copy.figures());
  }

  @Override
  public void settings(Map<String, String> settings) throws SQLException {
    end();
    PlannerSettings.apply(connection, settings);
  }

  @Override
  public Trial make(TwinIndex index) throws SQLException {
    end();
    Trial built = copy.build(index);
    return new Trial(
        built.name(), built.table(), Math.round(built.pages() / copy.part(index.table())));
  }

  @Override
  public void show(Set<String> with, Set<String> without) throws SQLException {
    end();
    copy.show(with, without);
  }

  @Override
  public String plan(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      begin(statement);
      statement.execute("SAVEPOINT one");
      try {
        return copy.named(AnyPlan.within(statement, sql));
      } finally {
        statement.execute("ROLLBACK TO one; DEALLOCATE ALL");
      }
    }
  }

  private void begin(Statement statement) throws SQLException {
    if (!begun) {
      begun = true;
      String words = String.join("; ", copy.words());
      try {
        statement.execute("BEGIN; " + words + "; SET TRANSACTION READ ONLY");
      } catch (SQLException e) {
        end();
        throw e;
      }
    }
  }

  /** Whatever a trial has dropped is there again. */
  private void end() throws SQLException {
    if (begun) {
      begun = false;
      try (Statement statement = connection.createStatement()) {
        statement.execute("ROLLBACK");
      }
    }
  }

  @Override
  public String whole(String index) throws SQLException {
    return copy.whole(index);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    copy.close();
  }
}
