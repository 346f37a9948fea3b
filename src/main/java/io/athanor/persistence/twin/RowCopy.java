package io.athanor.persistence.twin;

import io.athanor.persistence.JdbcTarget;
import io.athanor.persistence.embedded.ReaderRole;
import io.athanor.persistence.twin.CopySource.Source;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * A database of the same server with the structure of another one and the rows of some of its
 * tables, or of a part of their pages: the place where indexes are built and statements are
 * executed for a trial. It belongs to the role of the node. Blocks; to be used by one thread, but
 * for {@link #cancel}.
 */
public final class RowCopy implements AutoCloseable {

  /** Room for the rows, for their indexes and for those that are tried. */
  private static final int TIMES = 3;

  /** Of an expression there are no statistics before there is an index on it. */
  private static final String EXPRESSION =
      "SELECT indexprs IS NOT NULL FROM pg_index ORDER BY indexrelid DESC LIMIT 1";

  private final TwinSite site;
  private final JdbcTarget source;
  private final String name = ScratchDatabase.name(ScratchDatabase.COPY);
  private volatile boolean cancelled;
  private volatile Connection real;
  private volatile Connection owner;
  private Connection superuser;
  private TwinIndexes indexes;
  private TwinRelations relations;
  private long bytes;
  private double part = 1;
  private Duration took = Duration.ZERO;

  /**
   * Prepares one.
   *
   * @param source the real one, and the role that the copy belongs to
   */
  public RowCopy(TwinSite site, JdbcTarget source) {
    this.site = site;
    this.source = source;
  }

  static SQLException cancelled() {
    return new SQLException("the copy is not wanted any more", "57014");
  }

  /**
   * Fills it; those that a crash has left are removed. When that fails nothing is left.
   *
   * @param tables that have rows in it, {@code schema.table}
   * @param most bytes with indexes that it may have; if the tables have more, it is a sample
   * @param free says how many bytes the disk has
   */
  public void make(List<String> tables, long most, LongSupplier free) throws SQLException {
    long began = System.nanoTime();
    try {
      ScratchDatabase.sweep(site.administration());
      JdbcTarget administration = site.administration().withDatabase(source.database());
      try (Connection connection = administration.connectSimply()) {
        real = connection;
        fill(new CopySource(connection), tables, most, free);
      } finally {
        real = null;
      }
      bytes = size();
      took = Duration.ofNanos(System.nanoTime() - began);
    } catch (SQLException | RuntimeException e) {
      close();
      if (cancelled) {
        throw cancelled();
      }
      throw e;
    }
  }

  private void fill(CopySource source, List<String> names, long most, LongSupplier free)
      throws SQLException {
    List<Source> tables = source.tables(names);
    long whole = tables.stream().mapToLong(Source::bytes).sum();
    part = whole <= most ? 1 : (double) most / whole;
    long needed = TIMES * Math.min(whole, most);
    long room = free.getAsLong();
    if (room < needed) {
      throw new SQLException(
          "the disk has %,d MB free, and %,d MB are needed to be safe"
              .formatted(room >> 20, needed >> 20),
          "53100");
    }
    // Commits nothing and ends the moment only when everything was read.
    ScratchDatabase.make(site.administration(), real, name, this.source.user());
    superuser = site.administration().withDatabase(name).connect();
    owner = this.source.withDatabase(name).connectSimply();
    List<String> after = source.afterRows();
    List<String> statistics = source.statistics();
    execute("SET search_path = ''; SET check_function_bodies = off; SET synchronous_commit = off");
    all(source.schemas());
    try (Statement root = superuser.createStatement()) {
      for (String extension : source.extensions()) {
        root.execute(extension);
      }
    }
    all(source.beforeRows());
    RowStream stream = new RowStream(real, owner, () -> cancelled);
    for (Source table : tables) {
      stream.carry(table, part);
    }
    real.rollback();
    finish(after, statistics, tables);
  }

  private void finish(List<String> after, List<String> statistics, List<Source> tables)
      throws SQLException {
    for (String sql : after) {
      try {
        execute(sql);
      } catch (SQLException e) {
        // A partitioned table is logged and may not refer to one that is not, or to no row.
        if (cancelled || !sql.contains("FOREIGN KEY")) {
          throw e;
        }
      }
    }
    all(statistics);
    if (!tables.isEmpty()) {
      execute(
          "VACUUM (ANALYZE) "
              + tables.stream().map(Source::name).collect(Collectors.joining(", ")));
    }
    ReaderRole.allow(superuser);
    execute("SET search_path = public");
    relations = new TwinRelations(owner, site.data());
    indexes = new TwinIndexes(owner, superuser, relations, false);
  }

  private void all(List<String> statements) throws SQLException {
    for (String sql : statements) {
      execute(sql);
    }
  }

  private void execute(String sql) throws SQLException {
    if (cancelled) {
      throw cancelled();
    }
    try (Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  private long size() throws SQLException {
    return Long.parseLong(relations.one("SELECT pg_database_size(current_database())"));
  }

  /** Builds an index; it is not used before {@link #show}. */
  public TrialPlanner.Trial build(TwinIndex index) throws SQLException {
    if (cancelled) {
      throw cancelled();
    }
    try {
      TrialPlanner.Trial built = indexes.make(index);
      if (relations.one(EXPRESSION).equals("t")) {
        execute("ANALYZE " + index.table());
      }
      return built;
    } catch (IOException e) {
      throw new SQLException("the files of the copy cannot be read: " + e, "58030", e);
    }
  }

  /** Says which indexes there are, as {@link TrialPlanner#show}. */
  public void show(Set<String> with, Set<String> without) throws SQLException {
    indexes.show(with, without);
  }

  /** The name of the whole index that one in a plan is a part of. */
  public String whole(String index) throws SQLException {
    return indexes.whole(index);
  }

  /** Where it is; as the role of the node, or as another one. */
  public JdbcTarget at(JdbcTarget role) {
    return role.withDatabase(name);
  }

  /** Which part of the pages it has, above 0 to 1. */
  public double part() {
    return part;
  }

  /** Its size when it was filled. */
  public long bytes() {
    return bytes;
  }

  /** How long it took to fill it. */
  public Duration took() {
    return took;
  }

  /** Ends what goes on; it fails soon. May be called by any thread. */
  public void cancel() {
    cancelled = true;
    for (Connection connection : new Connection[] {real, owner}) {
      if (connection != null) {
        try {
          connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
          // It has ended by itself.
        }
      }
    }
  }

  /** Removes it. */
  @Override
  public void close() throws SQLException {
    for (Connection connection : new Connection[] {owner, superuser}) {
      if (connection != null) {
        connection.close();
      }
    }
    ScratchDatabase.drop(site.administration(), name);
  }
}
