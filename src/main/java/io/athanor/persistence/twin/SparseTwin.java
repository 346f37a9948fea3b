package io.athanor.persistence.twin;

import io.athanor.contract.WhatIf.Means;
import io.athanor.persistence.JdbcTarget;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A database of the same server with the structure, the statistics and the file lengths of another
 * one, and no rows. Its planner answers as that of the real one would, also about indexes that the
 * real one does not have. Each b-tree has the levels of the real one, with one page in each of them
 * ({@link EmptyTree}): a tree without them would be descended for nothing. Nothing is ever executed
 * in it; it takes no room and blocks nobody. It belongs to the role of the node: what the planner
 * computes beforehand is computed with that role's rights.
 *
 * <p>PostgreSQL 17 and later.
 */
public final class SparseTwin implements TrialPlanner {

  private final TwinSite site;
  private final String name;
  private final Connection planner;
  private final Connection superuser;
  private final TwinPaths paths;
  private final SparseBuild build;
  private final TwinIndexes indexes;
  private final List<String> warnings = new ArrayList<>();

  private SparseTwin(TwinSite site, String name, Connection planner, Connection superuser) {
    this.site = site;
    this.name = name;
    this.planner = planner;
    this.superuser = superuser;
    TwinRelations relations = new TwinRelations(planner);
    this.paths = new TwinPaths(planner, relations, site.data());
    this.build = new SparseBuild(planner, superuser, relations, paths);
    this.indexes = new TwinIndexes(planner, relations, build, new MarkedIndexes(superuser));
  }

  /**
   * Makes the twin of a database; those that a crash has left are removed.
   *
   * @param source the real one, and the role that plans its statements
   * @param grow how many times as many rows the twin is to have
   */
  public static SparseTwin of(TwinSite site, JdbcTarget source, double grow)
      throws SQLException, IOException {
    return of(site, source, null, grow);
  }

  /**
   * Makes a twin that has the structure of one database and what is known of the contents of
   * another one.
   *
   * @param source whose structure it has, and the role that plans its statements
   * @param foreign what is known of the other one, fitted to this structure; null for its own
   */
  public static SparseTwin of(
      TwinSite site, JdbcTarget source, ForeignStatistics foreign, double grow)
      throws SQLException, IOException {
    try (Connection real = site.administration().withDatabase(source.database()).connectSimply()) {
      String name = ScratchDatabase.name(ScratchDatabase.TWIN, real);
      SparseTwin twin = empty(site, real, source, name);
      try {
        TwinContents own = TwinContents.of(real, site.data());
        if (foreign == null) {
          twin.fill(own, grow, Duration.ZERO);
        } else {
          twin.fill(own.with(foreign.statistics()), grow, foreign.age(own.statistics()));
          foreign.complete(twin.planner, twin.paths, twin.build);
        }
        return twin;
      } catch (SQLException | IOException | RuntimeException e) {
        twin.close();
        throw e;
      }
    }
  }

  private static SparseTwin empty(TwinSite site, Connection real, JdbcTarget source, String name)
      throws SQLException {
    Connection planner = null;
    try {
      planner = ScratchDatabase.make(site.administration(), real, name, source);
      if (!new TwinPaths(planner, new TwinRelations(planner), site.data()).isThere()) {
        throw new SQLException("the server's data is not in " + site.data(), "58030");
      }
      Connection superuser = site.administration().withDatabase(name).connect();
      return new SparseTwin(site, name, planner, superuser);
    } catch (SQLException e) {
      if (planner != null) {
        planner.close();
      }
      ScratchDatabase.drop(site.administration(), name);
      throw e;
    }
  }

  private void fill(TwinContents contents, double grow, Duration age)
      throws SQLException, IOException {
    try (Statement statement = planner.createStatement();
        Statement root = superuser.createStatement()) {
      statement.execute("SET search_path = ''; SET check_function_bodies = off");
      statement.execute(String.join(";\n", contents.schemas()));
      root.execute(String.join(";\n", contents.extensions()));
      statement.execute(String.join(";\n", contents.structure()));
      tell(statement, root, contents, grow, age);
      for (SQLWarning one = statement.getWarnings(); one != null; one = one.getNextWarning()) {
        warnings.add(String.valueOf(one.getMessage()));
      }
    }
    settings(Map.of());
    new TwinFiles(planner, paths, grow).shape(contents.statistics().relations());
  }

  private static void tell(
      Statement planner, Statement superuser, TwinContents contents, double grow, Duration age)
      throws SQLException {
    if (TwinContents.canImport(planner.getConnection())) {
      planner.execute(
          String.join(";\n", new StatisticsImport(grow, age).statements(contents.statistics())));
    } else {
      // They hold values of columns, which are nothing for a log.
      superuser.execute(
          "SET log_statement = none; SET log_min_duration_statement = -1; SET log_min_error_statement = panic");
      superuser.execute(
          String.join(";\n", DirectStatistics.relations(contents.statistics(), grow)));
      superuser.execute(String.join(";\n", contents.direct()));
    }
  }

  /** What the server said while it was told; empty when it believed everything. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public Means means() {
    return Means.TWIN;
  }

  @Override
  public void settings(Map<String, String> settings) throws SQLException {
    PlannerSettings.apply(planner, settings);
  }

  @Override
  public Trial make(TwinIndex index) throws SQLException {
    try {
      return indexes.make(index);
    } catch (IOException e) {
      throw new SQLException("the files of the twin cannot be changed: " + e, "58030", e);
    }
  }

  @Override
  public void show(Set<String> with, Set<String> without) throws SQLException {
    indexes.show(with, without);
  }

  /** What the planner expects a statement to cost, in its own units. */
  public double cost(String sql) throws SQLException {
    return PlanFigures.cost(plan(sql));
  }

  @Override
  public String plan(String sql) throws SQLException {
    return indexes.named(AnyPlan.readOnly(planner, sql));
  }

  @Override
  public String whole(String index) throws SQLException {
    return indexes.whole(index);
  }

  @Override
  public void close() throws SQLException {
    planner.close();
    superuser.close();
    ScratchDatabase.drop(site.administration(), name);
  }
}
