package io.athanor.persistence;

import io.athanor.contract.WhatIf.Ask;
import io.athanor.contract.WhatIf.Means;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.persistence.twin.SparseTwin;
import io.athanor.persistence.twin.TrialPlanner;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What plans statements for circumstances that there are not, made when it is needed and kept for
 * the next question. All methods block; to be used by one thread at a time.
 */
final class TrialPlanners {

  private static final Logger LOG = LoggerFactory.getLogger(TrialPlanners.class);
  private static final int TWIN_SINCE = 18;
  private static final String HYPOPG =
      " Where the server has the extension HypoPG, CREATE EXTENSION hypopg in this database helps.";

  private final DatabaseAccess access;
  private Optional<String> missing;
  private TrialPlanner open;
  private double grown;

  TrialPlanners(DatabaseAccess access) {
    this.access = access;
  }

  /**
   * One for a question.
   *
   * @throws NoPlannerException when nothing here can plan for that
   */
  TrialPlanner take(Ask ask) throws SQLException, IOException {
    if (open != null && (ask.fresh() || ask.grow() != grown)) {
      close();
    }
    if (open == null) {
      open = open(ask.grow());
      grown = ask.grow();
    }
    if (open.means() == Means.NONE && ask.trials().stream().anyMatch(TrialPlanners::isOther)) {
      throw new NoPlannerException(twinMissing().orElseThrow() + HYPOPG);
    }
    return open;
  }

  private static boolean isOther(Trial trial) {
    return !trial.create().isEmpty() || !trial.without().isEmpty();
  }

  private TrialPlanner open(double grow) throws SQLException, IOException {
    if (twinMissing().isEmpty()) {
      return SparseTwin.of(access.site().orElseThrow(), access.node(), grow);
    }
    if (grow != 1) {
      throw new NoPlannerException(
          twinMissing().orElseThrow() + " Nothing else can tell what more rows would do.");
    }
    return ServerPlanner.of(access.node());
  }

  /** Why there can be no twin, once known. */
  private Optional<String> twinMissing() throws SQLException {
    if (missing == null) {
      missing = lookForTwin();
    }
    return missing;
  }

  private Optional<String> lookForTwin() throws SQLException {
    if (access.site().isEmpty()) {
      return Optional.of(
          "The database server is not the node's own, so no twin of the database can be made.");
    }
    try (Connection connection = access.node().connect()) {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      return version >= TWIN_SINCE
          ? Optional.empty()
          : Optional.of(
              "A twin needs PostgreSQL "
                  + TWIN_SINCE
                  + " or later, and this server has "
                  + version
                  + ".");
    }
  }

  /** Gives back what is open. */
  void close() {
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.warn(
            "what planned was not closed; a twin is removed by the next one: {}", e.toString());
      }
      open = null;
    }
  }
}
