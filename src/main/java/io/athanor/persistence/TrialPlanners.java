package io.athanor.persistence;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.contract.WhatIf.Ask;
import io.athanor.contract.WhatIf.Means;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.persistence.twin.RowCopy;
import io.athanor.persistence.twin.SamplePlanner;
import io.athanor.persistence.twin.ScratchDatabase;
import io.athanor.persistence.twin.SparseTwin;
import io.athanor.persistence.twin.TrialPlanner;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What plans statements for circumstances that there are not, made when it is needed and kept for
 * the next question. All methods block; to be used by one thread at a time.
 */
final class TrialPlanners {

  private static final Logger LOG = LoggerFactory.getLogger(TrialPlanners.class);
  private static final String NOT_OURS =
      "The database server is not the node's own, and no twin of the database can be made there: %s.";

  /** A copy as young as that is the database as it is. */
  private static final long FRESH_NANOS = Duration.ofSeconds(30).toNanos();

  private static final String NO_HYPOPG =
      "HypoPG is not in this database (where the server has it, CREATE EXTENSION hypopg helps).";

  private final DatabaseAccess access;
  private final int user;
  private TrialPlanner open;
  private String why;
  private double grown;
  private long opened;
  private final Set<String> named = new HashSet<>();
  private final Set<String> tables = new TreeSet<>();
  private volatile RowCopy copying;

  TrialPlanners(DatabaseAccess access) {
    this(access, OwnedServer.self());
  }

  /**
   * @param user whose files are ours
   */
  TrialPlanners(DatabaseAccess access, int user) {
    this.access = access;
    this.user = user;
  }

  /**
   * One for a question.
   *
   * @throws NoPlannerException when nothing here can plan for that
   */
  TrialPlanner take(Ask ask) throws SQLException, IOException {
    if (open != null && (ask.grow() != grown || (ask.fresh() && !isFreshFor(ask)))) {
      close();
    }
    if (open != null && open.means() == Means.SAMPLE && !name(ask)) {
      end();
    }
    if (open == null) {
      open = open(ask);
      grown = ask.grow();
      opened = System.nanoTime();
    }
    if (open.means() == Means.NONE && ask.trials().stream().anyMatch(TrialPlanners::isOther)) {
      throw new NoPlannerException(why);
    }
    return open;
  }

  /** Why the last one that was taken is no better; null for a twin. */
  String why() {
    return why;
  }

  /** What somebody is told who would have to wait too long for rows that are copied. */
  static RefusedException copying() {
    return new RefusedException(
        new Refusal(
            Failure.OVERLOADED,
            "rows-being-copied",
            "Rows are being copied, to plan with.",
            "Ask again in a few seconds.",
            null));
  }

  /** Whether rows are being copied. May be asked by any thread. */
  boolean isCopying() {
    return copying != null;
  }

  /** A copy that took so long that whoever asked for it has to ask again. */
  private boolean isFreshFor(Ask ask) throws SQLException {
    return open.means() == Means.SAMPLE
        && System.nanoTime() - opened < FRESH_NANOS
        && NamedTables.of(access.node(), ask.statements(), indexes(ask)).equals(tables);
  }

  private static Set<String> indexes(Ask ask) {
    return ask.trials().stream()
        .flatMap(trial -> trial.create().stream())
        .collect(Collectors.toSet());
  }

  private static boolean isOther(Trial trial) {
    return !trial.create().isEmpty() || !trial.without().isEmpty();
  }

  private TrialPlanner open(Ask ask) throws SQLException, IOException {
    Optional<TrialPlanner> twin = twin(ask.grow());
    if (twin.isPresent()) {
      return twin.get();
    }
    if (ask.grow() != 1) {
      throw new NoPlannerException(why + " Nothing else can tell what more rows would do.");
    }
    ServerPlanner server = ServerPlanner.of(access.node());
    if (server.means() == Means.HYPOPG) {
      return server;
    }
    why += " " + NO_HYPOPG;
    try {
      TrialPlanner sample = sample(ask);
      server.close();
      return sample;
    } catch (SQLException e) {
      LOG.info("no rows are copied to plan with: {}", e.toString());
      why += " No rows can be copied: " + ServerWords.of(e);
      return server;
    }
  }

  /** Where there is none, notes why. */
  private Optional<TrialPlanner> twin(double grow) throws SQLException, IOException {
    OwnedServer server = OwnedServer.of(access, user);
    try {
      why = server.missing() == null ? null : NOT_OURS.formatted(server.missing());
      return server.site().isEmpty()
          ? Optional.empty()
          : Optional.of(SparseTwin.of(server.site().get(), access.node(), grow));
    } catch (SQLException | IOException e) {
      if (access.site().isPresent()) {
        throw e;
      }
      LOG.info("no twin is made to plan with: {}", e.toString());
      why = NOT_OURS.formatted(e instanceof SQLException sql ? ServerWords.line(sql) : e);
      return Optional.empty();
    }
  }

  private TrialPlanner sample(Ask ask) throws SQLException {
    JdbcTarget maker = access.administration();
    ScratchDatabase.check(maker);
    name(ask);
    copying = new RowCopy(maker, access.node(), SamplePlanner.LONGEST);
    try {
      return SamplePlanner.of(copying, access.node(), List.copyOf(tables));
    } finally {
      copying = null;
    }
  }

  /** Notes the tables that a question names; answers whether all of them were noted before. */
  private boolean name(Ask ask) throws SQLException {
    Set<String> statements = new HashSet<>(ask.statements());
    Set<String> indexes = new HashSet<>(indexes(ask));
    statements.removeAll(named);
    indexes.removeAll(named);
    if (statements.isEmpty() && indexes.isEmpty()) {
      return true;
    }
    Set<String> found = NamedTables.of(access.node(), statements, indexes);
    named.addAll(statements);
    named.addAll(indexes);
    return !tables.addAll(found);
  }

  /** Ends what goes on, which fails soon. May be called by any thread. */
  void cancel() {
    RowCopy going = copying;
    if (going != null) {
      going.cancel();
    }
  }

  /** Gives back what is open. */
  void close() {
    end();
    named.clear();
    tables.clear();
  }

  private void end() {
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.warn(
            "what planned was not closed; a twin or a copy is removed by the next one: {}",
            e.toString());
      }
      open = null;
    }
  }
}
