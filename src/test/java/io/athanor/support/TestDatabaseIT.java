package io.athanor.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.persistence.JdbcTarget;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestDatabaseIT {

  @RegisterExtension
  static final TestDatabase database = TestDatabase.migratedFrom("classpath:testmigrations");

  @Test
  void clonesAreMigratedAndSeparate() throws SQLException {
    JdbcTarget other = database.another();
    try {
      assertThat(rowsAfter(database.target(), "DELETE FROM tried")).isZero();
      assertThat(rowsAfter(other, "DELETE FROM tried WHERE id = 1")).isEqualTo(999);
    } finally {
      database.drop(other);
    }
  }

  private static int rowsAfter(JdbcTarget target, String change) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(change);
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM tried")) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
