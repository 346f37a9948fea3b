package io.athanor.persistence;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema to the version of this build. Several nodes may do so at once: one applies, the
 * others wait for it and find nothing to do. A migration that was applied must never be edited; its
 * checksum is compared at every run.
 */
public final class Migrations {

  /** Where the migrations of the product are. */
  public static final String LOCATION = "classpath:migrations";

  private static final Logger log = LoggerFactory.getLogger(Migrations.class);
  private static final int OLDEST_SUPPORTED = 15_00_00;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  /** Seconds that a node waits for another one that migrates, at one attempt per second. */
  private static final int LOCK_ATTEMPTS = 600;

  private Migrations() {}

  /**
   * Runs the product's migrations; waits up to 30 s for the server. Blocks.
   *
   * @param target the database
   * @return what was found and done
   * @throws UnsupportedDatabase when the server is too old or no PostgreSQL
   * @throws MigrationFailed when it cannot be reached, or a migration fails or was edited
   */
  public static MigrationReport run(JdbcTarget target) {
    return run(target, CONNECT_TIMEOUT, LOCATION);
  }

  /**
   * Runs migrations from another place.
   *
   * @param target the database
   * @param connectTimeout how long to wait for the server
   * @param location in Flyway's form, such as {@code classpath:folder}
   * @return what was found and done
   * @throws UnsupportedDatabase when the server is too old or no PostgreSQL
   * @throws MigrationFailed when it cannot be reached, or a migration fails or was edited
   */
  public static MigrationReport run(JdbcTarget target, Duration connectTimeout, String location) {
    long begin = System.nanoTime();
    String version = awaitServer(target, connectTimeout);
    try {
      MigrateResult result = flyway(target, location).migrate();
      List<String> applied =
          result.migrations.stream().map((MigrateOutput one) -> one.version).toList();
      String schema =
          result.targetSchemaVersion == null
              ? result.initialSchemaVersion
              : result.targetSchemaVersion;
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      log.info(
          "schema is at version {} ({} migrations applied in {} ms)",
          schema,
          applied.size(),
          took.toMillis());
      return new MigrationReport(version, schema == null ? "" : schema, applied, took);
    } catch (FlywayValidateException e) {
      throw new MigrationFailed(
          "the migrations of this build are not those that were applied to "
              + target.database()
              + ": an applied file was edited or removed. Restore it and put the change into a new"
              + " one. "
              + e.getMessage(),
          e);
    } catch (FlywayException e) {
      throw new MigrationFailed("cannot migrate " + target.database() + ": " + e.getMessage(), e);
    }
  }

  private static Flyway flyway(JdbcTarget target, String location) {
    FluentConfiguration configuration =
        Flyway.configure()
            .dataSource(new TargetDataSource(target))
            .locations(location)
            .failOnMissingLocations(true)
            .validateMigrationNaming(true)
            .cleanDisabled(true)
            .lockRetryCount(LOCK_ATTEMPTS)
            .loggers("slf4j");
    // A lock of the session, not of a transaction: CREATE INDEX CONCURRENTLY would wait for that
    // transaction for ever.
    configuration
        .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    return configuration.load();
  }

  private static String awaitServer(JdbcTarget target, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean told = false;
    while (true) {
      try (Connection connection = target.connect()) {
        return checkedVersion(connection);
      } catch (SQLException e) {
        if (!DatabaseAway.passing(e)
            || System.nanoTime() > deadline
            || Thread.currentThread().isInterrupted()) {
          throw new MigrationFailed(DatabaseAway.message(target, e), e);
        }
        if (!told) {
          log.warn("waiting {} s for {}: {}", timeout.toSeconds(), target, e.getMessage());
          told = true;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      }
    }
  }

  private static String checkedVersion(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT current_setting('server_version_num')::int,"
                    + " current_setting('server_version'), version()")) {
      row.next();
      requireSupported(row.getInt(1), row.getString(3));
      return row.getString(2).split(" ", 2)[0];
    }
  }

  /** Compatible servers report a number as well, so the name counts too. */
  static void requireSupported(int number, String full) {
    if (number < OLDEST_SUPPORTED || !full.startsWith("PostgreSQL ")) {
      throw new UnsupportedDatabase(full);
    }
  }
}
