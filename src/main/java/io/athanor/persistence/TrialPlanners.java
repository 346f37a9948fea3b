package io.athanor.persistence;

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

  private final DatabaseAccess access;
  private TrialPlanner open;
  private double grown;

  TrialPlanners(DatabaseAccess access) {
    this.access = access;
  }

  /** Why there is none; empty when there is one. */
  Optional<String> missing() throws SQLException {
    if (open != null) {
      return Optional.empty();
    }
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

  /**
   * One for a database with so many times as many rows.
   *
   * @param fresh whether the database is to be looked at anew
   */
  TrialPlanner take(double grow, boolean fresh) throws SQLException, IOException {
    if (open != null && (fresh || grow != grown)) {
      close();
    }
    if (open == null) {
      open = SparseTwin.of(access.site().orElseThrow(), access.node(), grow);
      grown = grow;
    }
    return open;
  }

  /** Gives back what is open. */
  void close() {
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.warn(
            "a twin of the database was not removed, the next one will do it: {}", e.toString());
      }
      open = null;
    }
  }
}
