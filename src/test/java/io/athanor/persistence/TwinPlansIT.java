package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.persistence.twin.ScratchDatabase;
import io.athanor.persistence.twin.SparseTwin;
import io.athanor.persistence.twin.TwinIndex;
import io.athanor.support.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** The planner says of the twin what it says of the database: the same plans at the same costs. */
@ParameterizedClass
@EnumSource
class TwinPlansIT {

  @RegisterExtension static final TestDatabase shared = TestDatabase.migrated();

  private static TwinServer.Place database;

  @Parameter TwinServer here;

  private static final Map<String, TwinIndex> INDEXES =
      Map.of(
          "what_if_name",
          new TwinIndex("experiments", "create index what_if_name on experiments (name)"),
          "what_if_both",
          new TwinIndex(
              "public.experiments",
              "create index what_if_both on public.experiments (pool, name desc) include (id)"),
          "what_if_part",
          new TwinIndex(
              "experiments",
              "create index what_if_part on experiments (priority) where runtime = 'bash'"));

  private static final Map<String, String> QUESTIONS =
      Map.of(
          "what_if_name", "SELECT id FROM experiments WHERE name = 'x'",
          "what_if_both",
              "SELECT id FROM experiments WHERE pool = 'p2' ORDER BY name DESC LIMIT 10",
          "what_if_part",
              "SELECT id FROM experiments WHERE runtime = 'bash' ORDER BY priority LIMIT 10");

  private static final Pattern COST = Pattern.compile("\"Total Cost\": ([0-9.]+)");

  private static final Pattern ACCESS =
      Pattern.compile("\"(?:Node Type|Index Name|Relation Name|Index Cond)\": \"([^\"]+)\"");

  private static SparseTwin twin;
  private static Connection real;

  @BeforeParameterizedClassInvocation
  static void fill(TwinServer server) throws Exception {
    database = server.open(shared);
    try (Connection connection = database.target().connect()) {
      Crowd.settle(connection);
      Crowd.fill(connection, 0, 20_000);
      Sql.execute(connection, "analyze");
    }
    JdbcTarget own = database.site().administration().withDatabase(database.target().database());
    Properties properties = own.properties();
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    real = new Driver().connect(own.url(), properties);
    twin = SparseTwin.of(database.site(), database.target(), 1);
    twin.settings(ConnectionSettings.PLANNING);
    for (var setting : ConnectionSettings.PLANNING.entrySet()) {
      Sql.execute(real, "set " + setting.getKey() + " = " + setting.getValue());
    }
  }

  @AfterParameterizedClassInvocation
  static void close() throws Exception {
    twin.close();
    real.close();
    database.close();
  }

  private static String one(String sql) throws SQLException {
    try (ResultSet rows = real.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static String explained(String sql) throws SQLException {
    return one("EXPLAIN (FORMAT JSON, VERBOSE, GENERIC_PLAN) " + sql);
  }

  private static double cost(String plan) {
    Matcher matcher = COST.matcher(plan);
    assertThat(matcher.find()).as(plan).isTrue();
    // What is switched off costs so much more before PostgreSQL 18.
    return Double.parseDouble(matcher.group(1)) % 1e10;
  }

  /** What is read by what, in the order of the plan. */
  private static List<String> access(String plan) {
    return ACCESS
        .matcher(plan)
        .results()
        .map(found -> found.group(1))
        .filter(line -> !line.matches("Subquery Scan|Result|CTE Scan"))
        .toList();
  }

  private static void assertSimilar(String name, double there, double here) {
    assertThat(there).as(name).isCloseTo(here, within(here / 100));
  }

  @Test
  void everyStatementIsPlannedAsInTheDatabase() throws Exception {
    for (Statement statement : StatementsIT.constants()) {
      if (statement.text().matches("(?s).*(pg_class|pg_extension|pg_stat_activity).*")) {
        continue; // The catalogue is the twin's own and smaller.
      }
      String here;
      try {
        here = explained(statement.text());
      } catch (SQLException e) {
        assertThat(e.getMessage()).as(statement.name()).contains("cannot be used", "EXPLAIN");
        continue;
      }
      String there = twin.plan(statement.text());
      assertThat(access(there)).as(statement.name()).isEqualTo(access(here));
      assertSimilar(statement.name(), cost(there), cost(here));
    }
  }

  /** The planner and the sizes say beforehand what is seen when the index is really there. */
  @Test
  void anIndexThatIsNotThereCostsWhatItCostsWhenItIs() throws Exception {
    for (Map.Entry<String, TwinIndex> entry : INDEXES.entrySet()) {
      String name = entry.getKey();
      TwinIndex index = entry.getValue();
      String question = QUESTIONS.get(name);
      double without = twin.cost(question);
      long pages = twin.make(index).pages();
      assertThat(twin.cost(question)).isEqualTo(without);
      twin.show(Set.of(index.definition()), Set.of());
      String guessed = twin.plan(question);
      twin.show(Set.of(), Set.of());
      assertThat(twin.cost(question)).isEqualTo(without);
      Sql.execute(real, index.definition());
      String seen = explained(question);
      long size = Long.parseLong(one("select pg_relation_size('" + name + "') / 8192"));
      Sql.execute(real, "drop index " + name);
      assertThat(guessed).as(seen).contains(name);
      assertThat(cost(guessed)).as(name).isLessThan(without);
      assertSimilar(name, cost(guessed), cost(seen));
      assertThat((double) pages / size).as(name + " " + pages + " of " + size).isBetween(0.5, 2.0);
    }
  }

  @Test
  void aTwinLeavesNothing() throws Exception {
    String twins = "select count(*) from pg_database where datname like 'athanor\\_twin\\_%'";
    int before = Integer.parseInt(one(twins));
    SparseTwin second = SparseTwin.of(database.site(), database.target(), 1);
    assertThat(Integer.parseInt(one(twins))).isEqualTo(before + 1);
    second.close();
    assertThat(Integer.parseInt(one(twins))).isEqualTo(before);
    Sql.execute(real, "create database athanor_twin_999999999_1ef7");
    ScratchDatabase.sweep(
        database.site().administration().withDatabase(database.target().database()));
    assertThat(Integer.parseInt(one(twins))).isEqualTo(before);
  }
}
