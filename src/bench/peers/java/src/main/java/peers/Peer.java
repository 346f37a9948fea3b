package peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * A job queue that is measured from outside: {@code prepare STEP}, {@code insert N} and {@code drain N} on stdin are
 * each answered by one line, the seconds that it took. It lives through all rounds, so that it is as
 * warm as what it stands beside.
 */
abstract class Peer {

  final HikariDataSource database;

  Peer(int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(
        "jdbc:postgresql://%s:%s/%s?sslmode=disable&reWriteBatchedInserts=true"
            .formatted(
                System.getenv("PGHOST"), System.getenv("PGPORT"), System.getenv("PGDATABASE")));
    config.setUsername(System.getenv("PGUSER"));
    config.setPassword(System.getenv("PGPASSWORD"));
    config.setMaximumPoolSize(connections);
    database = new HikariDataSource(config);
  }

  /** Adds so many jobs in batches. */
  abstract void insert(int jobs) throws Exception;

  /** Returns when so many jobs have been run and are no longer waiting. */
  abstract void drain(int jobs) throws Exception;

  /** What is not to be measured: forgets every job before the one, refreshes statistics before the other. */
  void prepare(String step) throws Exception {}

  final void serve() throws Exception {
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ");
      long began = System.nanoTime();
      switch (words[0]) {
        case "prepare" -> prepare(words[1]);
        case "insert" -> insert(Integer.parseInt(words[1]));
        default -> drain(Integer.parseInt(words[1]));
      }
      System.out.printf(Locale.ROOT, "%.6f%n", (System.nanoTime() - began) / 1e9);
    }
    System.exit(0);
  }

  final void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  final long count(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
