package io.athanor.persistence.twin;

import io.athanor.persistence.twin.CopySource.Source;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Makes a new database the same as another one, around the rows that come in between. */
final class CopyFill {

  private final Connection owner;
  private final Connection superuser;
  private final Check check;
  private final List<String> after = new ArrayList<>();
  private final List<String> last = new ArrayList<>();

  /** Fails when there is no sense in going on. */
  interface Check {
    void go() throws SQLException;
  }

  /**
   * @param superuser null where the owner is to do everything alone
   */
  CopyFill(Connection owner, Connection superuser, Check check) {
    this.owner = owner;
    this.superuser = superuser;
    this.check = check;
  }

  /** Makes what there has to be before the rows, and reads what comes after them. */
  void begin(CopySource source, Duration longest) throws SQLException {
    after.addAll(source.afterRows());
    last.addAll(source.statistics());
    last.addAll(source.rights());
    execute("SET search_path = ''; SET check_function_bodies = off; SET synchronous_commit = off");
    execute("SET statement_timeout = " + longest.toMillis());
    all(source.schemas());
    for (String extension : source.extensions()) {
      extension(extension);
    }
    all(source.beforeRows());
  }

  /** What only a superuser may make, and none is here, is left out: perhaps nothing needs it. */
  private void extension(String sql) throws SQLException {
    try (Statement statement = (superuser == null ? owner : superuser).createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      if (!ScratchDatabase.NOT_PERMITTED.equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  /** Makes the rest when the rows are there. */
  void finish(List<Source> tables) throws SQLException {
    for (String sql : after) {
      check.go();
      try {
        execute(sql);
      } catch (SQLException e) {
        // A partitioned table is logged and may not refer to one that is not, or to no row.
        if (!sql.contains("FOREIGN KEY")) {
          throw e;
        }
      }
    }
    all(last);
    if (!tables.isEmpty()) {
      execute(
          "VACUUM (ANALYZE) "
              + tables.stream().map(Source::name).collect(Collectors.joining(", ")));
    }
    execute("SET search_path = public; SET statement_timeout = 0");
  }

  private void all(List<String> statements) throws SQLException {
    for (String sql : statements) {
      execute(sql);
    }
  }

  private void execute(String sql) throws SQLException {
    check.go();
    try (Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }
}
