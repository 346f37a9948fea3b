package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.persistence.twin.SparseTwin;
import io.athanor.persistence.twin.TwinIndex;
import io.athanor.support.TestDatabase;
import io.vertx.core.json.JsonArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The trees of a twin are as deep as the real ones, and sound. */
@ParameterizedClass
@EnumSource
class TwinTreesIT {

  @RegisterExtension static final TestDatabase shared = TestDatabase.migrated();

  private static TwinServer.Place database;

  @Parameter TwinServer here;

  private static final String LEVELS =
      "select c.relname, (bt_metap(format('%I.%I', n.nspname, c.relname))).fastlevel from pg_class c join pg_am m on m.oid = c.relam"
          + " join pg_namespace n on n.oid = c.relnamespace where m.amname = 'btree' and c.relkind = 'i' and n.nspname = 'public' order by 1";

  private static final String SUMS =
      "select count(*) filter (where page_checksum(p, b) <> (page_header(p)).checksum) || ' ' || count(*) from pg_class c"
          + " join pg_am m on m.oid = c.relam, lateral (select (bt_metap(c.oid::regclass::text)).fastlevel as l) d,"
          + " generate_series(0, case d.l when 0 then 0 else d.l + 1 end) b, lateral (select get_raw_page(c.oid::regclass::text, b) as p) r"
          + " where m.amname = 'btree' and c.relkind = 'i' and c.relnamespace = 'public'::regnamespace";

  private static final String CHECKS =
      "select count(bt_index_check(c.oid)) from pg_class c join pg_index x on x.indexrelid = c.oid join pg_am m on m.oid = c.relam"
          + " where m.amname = 'btree' and c.relkind = 'i' and x.indisvalid and c.relnamespace = 'public'::regnamespace";

  /** By the name of the index: what is there to be, and a question that it answers. */
  private static final Map<String, String> TRIALS = new LinkedHashMap<>();

  private static final Map<String, String> QUESTIONS = new LinkedHashMap<>();

  static {
    trial("try_number", "tree (number)", "select * from tree where number = 5");
    trial("try_group", "tree (kind)", "select count(*) from tree where kind = 5");
    trial("try_text", "tree (note)", "select * from tree where note = 'x'");
    trial(
        "try_both", "tree (kind, note desc)", "select * from tree where kind = 5 and note > 'n9'");
    trial(
        "try_cover",
        "tree (number) include (note)",
        "select note from tree where number between 77010 and 77090");
    trial(
        "try_part",
        "tree (number) where kind < 300",
        "select * from tree where number = 5 and kind < 300");
    trial("try_word", "tree (lower(note))", "select * from tree where lower(note) = 'x'");
    trial("try_small", "little (id)", "select * from little where id = 5");
    trial("try_parted", "parted (number)", "select * from parted where number = 5");
    trial("try_gin", "tree using gin (words)", "select * from tree where words @> '{w5}'");
    trial(
        "try_brin", "tree using brin (id)", "select * from tree where id between 77010 and 77090");
    trial("try_hash", "tree using hash (note)", "select * from tree where note = 'x'");
  }

  private static Connection real;
  private static Connection inside;
  private static SparseTwin twin;

  private static void trial(String name, String on, String question) {
    TRIALS.put(name, "create index " + name + " on " + on);
    QUESTIONS.put(name, question);
  }

  @BeforeParameterizedClassInvocation
  static void fill(TwinServer server) throws Exception {
    database = server.open(shared);
    real = database.site().administration().withDatabase(database.target().database()).connect();
    Sql.execute(
        real,
        "create extension pageinspect",
        "create extension amcheck",
        "create table tree (id bigint primary key, number int unique, kind int, note text, words text[])",
        "create table little (id int)",
        "create table parted (id int, number int, primary key (id)) partition by range (id)",
        "create table parted_1 partition of parted for values from (0) to (100000)",
        "create table parted_2 partition of parted for values from (100000) to (200000)",
        "insert into tree select i, i * 7 % 200003, i % 1000, 'n' || md5(i::text) || repeat('-', 60),"
            + " array['w' || i % 50, 'w' || i % 70] from generate_series(1, 200000) i",
        "insert into little select generate_series(1, 300)",
        "insert into parted select i, i from generate_series(1, 110000) i",
        "create index tree_note on tree (note)",
        "create index tree_kind on tree (kind, id)",
        "create index tree_part on tree (number desc) where kind = 7",
        "create index parted_number on parted (number, id)",
        "vacuum analyze",
        "checkpoint");
    List<String> before = twins();
    twin = SparseTwin.of(database.site(), database.target(), 1);
    List<String> now = new ArrayList<>(twins());
    now.removeAll(before);
    inside = database.site().administration().withDatabase(now.get(0)).connect();
    for (var setting : ConnectionSettings.PLANNING.entrySet()) {
      Sql.execute(real, "set " + setting.getKey() + " = " + setting.getValue());
    }
    twin.settings(ConnectionSettings.PLANNING);
  }

  @AfterParameterizedClassInvocation
  static void close() throws Exception {
    inside.close();
    twin.close();
    real.close();
    database.close();
  }

  private static List<String> twins() throws SQLException {
    return Sql.column(
        real, "select datname from pg_database where datname like 'athanor\\_twin\\_%'");
  }

  private static Map<String, Integer> levels(Connection connection) throws SQLException {
    Map<String, Integer> levels = new LinkedHashMap<>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(LEVELS)) {
      while (rows.next()) {
        levels.put(rows.getString(1), rows.getInt(2));
      }
    }
    return levels;
  }

  private static double cost(String plan) {
    return new JsonArray(plan).getJsonObject(0).getJsonObject("Plan").getDouble("Total Cost");
  }

  @Test
  void everyTreeIsAsDeepAsTheRealOne() throws Exception {
    Map<String, Integer> expected = levels(real);
    assertThat(expected.values()).contains(0, 1, 2);
    Map<String, Integer> seen = levels(inside);
    seen.keySet().retainAll(expected.keySet());
    assertThat(seen).isEqualTo(expected);
  }

  @Test
  void everyTreeIsSound() throws Exception {
    if (here == TwinServer.OWN) {
      assertThat(Sql.value(inside, "show data_checksums")).isEqualTo("on");
      String[] sums = Sql.value(inside, SUMS).split(" ", 2);
      assertThat(sums[0]).as("wrong").isEqualTo("0");
      assertThat(Integer.parseInt(sums[1])).as("pages of trees").isGreaterThan(100);
    }
    assertThat(Integer.parseInt(Sql.value(inside, CHECKS))).isGreaterThan(20);
  }

  /** The planner looks up the ends of an index when a value is near those of the histogram. */
  @Test
  void theEndsOfEachIndexAreLookedUp() throws Exception {
    List<String> questions =
        Sql.column(
            real,
            "select format('select 1 from %s where %I %s %L', x.indrelid::regclass, a.attname, o, e) from pg_index x"
                + " join pg_class c on c.oid = x.indrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = any (x.indkey)"
                + " join pg_stats s on s.schemaname = 'public' and s.tablename = c.relname and s.attname = a.attname, lateral"
                + " (select histogram_bounds::text::text[] as h) b, unnest(array['<=', '>=', '<', '>']) o,"
                + " unnest(array[h[1], h[array_upper(h, 1)]]) e where histogram_bounds is not null");
    assertThat(questions).hasSizeGreaterThan(40);
    for (String question : questions) {
      assertThat(twin.plan(question)).contains("Total Cost");
    }
  }

  @Test
  void aTreeThatIsNotThereIsAsDeepAsItWouldBe() throws Exception {
    Set<String> all = new LinkedHashSet<>();
    for (String create : TRIALS.values()) {
      twin.make(new TwinIndex(create.split(" ", 6)[4], create));
      all.add(create);
    }
    for (int round = 0; round < 3; round++) {
      for (String question : QUESTIONS.values()) {
        twin.show(round == 1 ? all : Set.of(), Set.of());
        twin.plan(question);
      }
    }
    twin.show(all, Set.of());
    everyTreeIsSound();
    SoftAssertions soft = new SoftAssertions();
    for (Map.Entry<String, String> entry : TRIALS.entrySet()) {
      String question = QUESTIONS.get(entry.getKey());
      twin.show(Set.of(entry.getValue()), Set.of());
      double guessed = twin.cost(question);
      Sql.execute(real, entry.getValue());
      double seen = cost(Sql.value(real, "explain (format json) " + question));
      Sql.execute(real, "drop index " + entry.getKey());
      soft.assertThat(guessed)
          .as(entry.getKey())
          .isCloseTo(seen, within(seen / (entry.getKey().equals("try_word") ? 50 : 100)));
    }
    twin.show(Set.of(), Set.of());
    soft.assertAll();
  }
}
