package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.support.TestDatabase;
import io.athanor.support.TestFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A database of the first version, with data and with another system's tables, becomes ours. */
class UpgradeIT {

  private static final String ID = "'01900000-0000-7000-8000-00000000000a'";
  private static final String SESSION = "'01900000-0000-7000-8000-00000000000b'";

  @RegisterExtension
  static final TestDatabase database = TestDatabase.migratedFrom("filesystem:" + firstOnly());

  /** A folder with the first migration only. */
  private static Path firstOnly() {
    Path first = Path.of("migrations", "V001__experiments_and_queue.sql");
    try {
      Path folder = TestFolders.create("first");
      Files.copy(first, folder.resolve(first.getFileName()));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fill(Connection connection) throws SQLException {
    Sql.execute(
        connection,
        "insert into sessions (id, owner, question) values (" + SESSION + ", 'a', 'why?')",
        "insert into experiments (id, owner, runtime, parameters, priority, pool, limits, fingerprint, session_id) values ("
            + ID
            + ", 'a', 'python', '{}', 0, 'p', '{}', sha256('r'), "
            + SESSION
            + ")",
        "insert into outcomes (experiment_id, status, attempt) values (" + ID + ", 'COMPLETED', 1)",
        "insert into attempts (experiment_id, number, node_id, token, verdict, claimed_at) values ("
            + ID
            + ", 1, gen_random_uuid(), 1, 'SUCCEEDED', now())",
        "insert into results (experiment_id, attempt, value) values (" + ID + ", 1, '42')",
        "create schema shared",
        "create table shared.design_jobs (job_id uuid primary key, project_id varchar(100) not null, user_id varchar(100) not null,"
            + " prd_content text not null, trd_content text not null, status varchar(50) not null, error_message text,"
            + " created_at timestamptz not null default now(), started_at timestamptz, completed_at timestamptz, theirs text)",
        "insert into shared.design_jobs (job_id, project_id, user_id, prd_content, trd_content, status, theirs) values ("
            + ID
            + ", 'p', 'u', '', '', 'completed', 'kept')");
  }

  @Test
  void nothingIsLostOnTheWayFromTheFirstVersion() throws Exception {
    JdbcTarget target = database.target();
    try (Connection connection = target.connect()) {
      fill(connection);
      Migrations.run(target);
      assertThat(Sql.value(connection, "select result from attempts where experiment_id = " + ID))
          .isEqualTo("42");
      assertThat(Sql.value(connection, "select session_id from outcomes"))
          .isEqualTo(SESSION.replace("'", ""));
      assertThat(Sql.value(connection, "select status from sessions")).isEqualTo("active");
      assertThat(
              Sql.value(
                  connection,
                  "select string_agg(value || '=' || n, ' ' order by value) from counts where kind = 'experiments' and scope = "
                      + SESSION))
          .isEqualTo("completed=1 submitted=1");
      assertThat(
              Sql.value(
                  connection,
                  "select string_agg(value || '=' || n, ' ' order by value) from counts where kind = 'experiments'"
                      + " and scope = 'ffffffff-ffff-ffff-ffff-ffffffffffff'"))
          .isEqualTo("completed=1 submitted=1");
      assertThat(Sql.value(connection, "select theirs from shared.design_jobs")).isEqualTo("kept");
      assertThat(Sql.value(connection, "select project_id from shared_api.design_jobs_v1"))
          .isEqualTo("p");
    }
  }
}
