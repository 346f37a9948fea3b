package io.athanor.profiling.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.persistence.JdbcTarget;
import io.athanor.profiling.plans.Plan;
import io.athanor.profiling.plans.PlanReader;
import io.athanor.support.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** What the advisor proposes for real plans, and that the server takes all of it. */
class AdviceIT {

  @RegisterExtension static final TestDatabase database = TestDatabase.migrated();

  /** The machine may be busy. */
  private static final Duration PATIENT = Duration.ofSeconds(30);

  private static Connection connection;
  private static KnownTables known;

  @BeforeAll
  static void connect() throws SQLException {
    JdbcTarget own = database.administration().withDatabase(database.target().database());
    Properties properties = own.properties();
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    connection = new Driver().connect(own.url(), properties);
    known = AdviceSchema.create(connection);
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  private static String plan(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("EXPLAIN (FORMAT JSON, VERBOSE, GENERIC_PLAN) " + sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static Found fromPlan(String sql) throws SQLException {
    return PlanCandidates.of(PlanReader.read(plan(sql)), known);
  }

  private static Found fromText(String sql) {
    return SqlCandidates.of(sql, known, PATIENT);
  }

  private static List<String> definitions(Found found) {
    return found.candidates().stream()
        .map(one -> one.definition().replaceAll("^CREATE INDEX \\S+ ON advice_test\\.", ""))
        .toList();
  }

  static Stream<AdviceCases.Case> cases() {
    return AdviceCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatHelpsIsAmongTheProposals(AdviceCases.Case one) throws SQLException {
    Found both = fromPlan(one.sql()).and(fromText(one.sql()));
    if (one.expected().isEmpty()) {
      assertThat(definitions(both)).isEmpty();
    }
    assertThat(definitions(both)).containsAll(one.expected());
    assertThat(both.candidates()).hasSizeLessThanOrEqualTo(CandidateSet.MOST);
    List<String> notRead = both.notRead().stream().filter(why -> !why.contains("@?")).toList();
    assertThat(notRead).allMatch(why -> one.sql().contains("@?"));
  }

  @Test
  void theServerTakesEveryProposal() throws SQLException {
    Set<String> definitions = new TreeSet<>();
    Set<String> names = new HashSet<>();
    for (AdviceCases.Case one : AdviceCases.all().toList()) {
      for (Candidate found : fromPlan(one.sql()).and(fromText(one.sql())).candidates()) {
        definitions.add(found.definition());
        names.add(found.name());
      }
    }
    List<String> refused = new ArrayList<>();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (String definition : definitions) {
        Savepoint before = connection.setSavepoint();
        try {
          statement.execute(definition);
        } catch (SQLException e) {
          refused.add(definition + ": " + e.getMessage());
        }
        connection.rollback(before);
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    assertThat(refused).isEmpty();
    assertThat(definitions).hasSizeGreaterThan(70);
    assertThat(names).hasSameSizeAs(definitions);
  }

  @Test
  void anIndexThatWasMadeIsNotProposedAgain() throws SQLException {
    String sql = "select * from papers where lower(title) = $1 and year > 5";
    Plan plan = PlanReader.read(plan(sql));
    for (Candidate found : PlanCandidates.of(plan, known).and(fromText(sql)).candidates()) {
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              execute(
                  statement,
                  found.definition(),
                  "select array(select pg_get_indexdef(indexrelid, k, false)"
                      + " from generate_series(1, indnkeyatts) k) from pg_index"
                      + " where indexrelid = 'advice_test.\""
                      + found.name()
                      + "\"'::regclass")) {
        rows.next();
        List<String> keys = List.of((String[]) rows.getArray(1).getArray());
        assertThat(found.servedBy(AdviceSchema.index("", keys, false)))
            .as(found.definition())
            .isTrue();
      }
    }
  }

  private static ResultSet execute(Statement statement, String first, String then)
      throws SQLException {
    statement.execute(first);
    return statement.executeQuery(then);
  }

  @Test
  void theWordsThatNeedQuotesAreThoseOfTheServer() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select word, quote_ident(word) from pg_get_keywords()")) {
      while (rows.next()) {
        assertThat(Identifiers.quoted(rows.getString(1))).isEqualTo(rows.getString(2));
      }
    }
  }
}
