package io.athanor.persistence.twin;

import io.athanor.contract.Copies.Copy;
import io.athanor.persistence.JdbcTarget;
import io.athanor.persistence.embedded.ReaderRole;
import io.athanor.persistence.twin.CopySource.Source;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.postgresql.PGConnection;

/**
 * A database of the same server with the structure of another one and the rows of some of its
 * tables, or of a part of their pages: the place where indexes are built and statements are
 * executed for a trial. It belongs to the role of the node, and nobody else reads more in it than
 * in the real one. Blocks; to be used by one thread, but for {@link #cancel}.
 */
public final class RowCopy implements AutoCloseable {

  /** Room for the rows, for their indexes and for those that are tried. */
  private static final int TIMES = 3;

  private static final String CANCELLED = "57014";

  /** Of an expression there are no statistics before there is an index on it. */
  private static final String EXPRESSION =
      "SELECT indexprs IS NOT NULL FROM pg_index ORDER BY indexrelid DESC LIMIT 1";

  private static final String SUPERUSER =
      "/* copy.superuser */ SELECT rolsuper FROM pg_roles WHERE rolname = current_user";

  private final JdbcTarget administration;
  private final JdbcTarget source;
  private final Duration longest;
  private String name;
  private long end = Long.MAX_VALUE;
  private volatile boolean cancelled;
  private volatile Connection real;
  private volatile Connection owner;
  private Connection superuser;
  private TwinIndexes indexes;
  private TwinRelations relations;
  private Map<String, Double> parts = Map.of();
  private long bytes;
  private double part = 1;
  private Duration took = Duration.ZERO;

  /**
   * Prepares one.
   *
   * @param administration who may make databases: a superuser, or the role itself
   * @param source the real one, and the role that the copy belongs to
   * @param longest that filling it may take
   */
  public RowCopy(JdbcTarget administration, JdbcTarget source, Duration longest) {
    this.administration = administration.withDatabase(source.database());
    this.source = source;
    this.longest = longest;
  }

  /**
   * Fills it; those that a crash has left are removed. When that fails nothing is left.
   *
   * @param tables that have rows in it, {@code schema.table}
   * @param free says how many bytes the disk has
   */
  public void make(List<String> tables, Sampling sampling, LongSupplier free) throws SQLException {
    long began = System.nanoTime();
    end = began + longest.toNanos();
    try {
      try (Connection connection = administration.connectSimply()) {
        real = connection;
        fill(new CopySource(connection, longest), tables, sampling, free);
      } finally {
        real = null;
      }
      bytes = size();
      took = Duration.ofNanos(System.nanoTime() - began);
      end = Long.MAX_VALUE;
    } catch (SQLException e) {
      close();
      check();
      throw CANCELLED.equals(e.getSQLState()) ? tooLong() : e;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void fill(CopySource source, List<String> names, Sampling sampling, LongSupplier free)
      throws SQLException {
    List<Source> tables = source.tables(names);
    measure(tables, sampling, free);
    // Commits nothing and ends the moment only when everything was read.
    name = ScratchDatabase.name(ScratchDatabase.COPY, real);
    owner = ScratchDatabase.make(administration, real, name, this.source);
    superuser = isSuperuser() ? administration.withDatabase(name).connect() : null;
    CopyFill fill = new CopyFill(owner, superuser, this::check);
    fill.begin(source, longest);
    RowStream stream = new RowStream(real, owner, this::check);
    for (Source table : tables) {
      stream.carry(table, parts.get(table.name()));
    }
    real.rollback();
    fill.finish(tables);
    if (superuser != null && !administration.user().equals(this.source.user())) {
      ReaderRole.allow(superuser);
    }
    relations = new TwinRelations(owner);
    HiddenIndexes hidden =
        superuser == null ? new DroppedIndexes(owner) : new MarkedIndexes(superuser);
    indexes = new TwinIndexes(owner, relations, new RowBuild(owner, relations), hidden);
  }

  private void measure(List<Source> tables, Sampling sampling, LongSupplier free)
      throws SQLException {
    parts = sampling.parts(tables);
    double whole = tables.stream().mapToDouble(Source::bytes).sum();
    double copied = tables.stream().mapToDouble(one -> parts.get(one.name()) * one.bytes()).sum();
    part = copied < whole ? copied / whole : 1;
    long needed = TIMES * (long) copied;
    long room = free.getAsLong();
    if (room < needed) {
      throw new SQLException(
          "the disk has %,d MB free, and %,d MB are needed to be safe"
              .formatted(room >> 20, needed >> 20),
          "53100");
    }
  }

  private boolean isSuperuser() throws SQLException {
    return new TwinRelations(real).one(SUPERUSER).equals("t");
  }

  private void check() throws SQLException {
    if (cancelled) {
      throw new SQLException("the copy is not wanted any more", CANCELLED);
    }
    if (System.nanoTime() > end) {
      throw tooLong();
    }
  }

  private SQLException tooLong() {
    return new SQLException(
        "it would take more than %,d s to copy the rows".formatted(longest.toSeconds()), "53400");
  }

  private long size() throws SQLException {
    return Long.parseLong(relations.one("SELECT pg_database_size(current_database())"));
  }

  /** Builds an index; it is not used before {@link #show}. */
  public TrialPlanner.Trial build(TwinIndex index) throws SQLException {
    check();
    try {
      TrialPlanner.Trial built = indexes.make(index);
      if (relations.one(EXPRESSION).equals("t")) {
        try (Statement statement = owner.createStatement()) {
          statement.execute("ANALYZE " + index.table());
        }
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

  /** What each transaction that plans or executes there has to begin with, after that. */
  public List<String> words() {
    return indexes.words();
  }

  /** A plan with the names that the indexes were given by who asks. */
  String named(String plan) {
    return indexes.named(plan);
  }

  /** The name of the whole index that one in a plan is a part of. */
  public String whole(String index) throws SQLException {
    return indexes.whole(index);
  }

  /** Where it is; as the role of the node, or as another one. */
  public JdbcTarget at(JdbcTarget role) {
    return role.withDatabase(name);
  }

  /** Which part of the pages of a table it has, named as SQL names it, above 0 to 1. */
  double part(String table) throws SQLException {
    return parts.getOrDefault(relations.qualified(relations.number(table)), 1.0);
  }

  /** Which part of all pages it has, above 0 to 1. */
  public double part() {
    return part;
  }

  /** Its size when it was filled. */
  public long bytes() {
    return bytes;
  }

  /** What it is, for whoever is told of it. */
  public Copy figures() {
    return new Copy(bytes, part, took.toNanos() / 1e6);
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
    if (name != null) {
      ScratchDatabase.drop(administration, name);
    }
  }
}
