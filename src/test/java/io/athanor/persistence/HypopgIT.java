package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.WhatIf.Answer;
import io.athanor.contract.WhatIf.Ask;
import io.athanor.contract.WhatIf.Means;
import io.athanor.contract.WhatIf.Planned;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.contract.WhatIf.Tried;
import io.athanor.persistence.embedded.EmbeddedServer;
import io.athanor.support.DebianServer;
import io.athanor.support.TestDatabase;
import io.athanor.support.TestFolders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What if, on servers that are not ours: by HypoPG on each server of this machine that has it, and
 * by functions of the same names on the bundled one.
 */
class HypopgIT {

  @RegisterExtension static final TestDatabase database = TestDatabase.migrated();

  private static final String TABLE =
      "create table public.words (id int primary key, word text, half int);"
          + " insert into public.words select n, 'w' || n, n % 2 from generate_series(1, 50000) n; analyze public.words";

  private static final String BY_WORD = "select id from words where word = $1 and half = $2";
  private static final String INDEX = "create index by_word on public.words (word)";

  private static final List<JdbcTarget> targets = new ArrayList<>();
  private static EmbeddedServer debian;

  @BeforeAll
  static void start() throws Exception {
    Sql.execute(database.target(), TABLE);
    try (var script = HypopgIT.class.getResourceAsStream("/hypopg-stand-in.sql")) {
      Sql.execute(
          database.administration().withDatabase(database.target().database()),
          new String(script.readAllBytes(), StandardCharsets.UTF_8)
              + "grant usage on schema hypo to public");
    }
    targets.add(database.administration().withDatabase(database.target().database()));
    Path installation = DebianServer.installation().orElse(null);
    if (installation != null && Files.exists(installation.resolve("lib/hypopg.so"))) {
      Path folder = TestFolders.create("hypopg");
      debian = EmbeddedServer.start(DebianServer.options(folder, installation));
      Sql.execute(debian.target(), TABLE);
      Sql.execute(
          debian.administration().withDatabase(debian.target().database()),
          "create extension hypopg");
      targets.add(debian.target());
    }
  }

  @AfterAll
  static void stop() {
    if (debian != null) {
      debian.close();
    }
  }

  private static Answer ask(JdbcTarget target, double grow, Trial... trials) throws Exception {
    TrialPlanners planners = new TrialPlanners(DatabaseAccess.of(target));
    try {
      Ask ask = new Ask(true, false, grow, List.of(BY_WORD), List.of(trials), false);
      return WhatIfTrials.answer(ask, planners);
    } finally {
      planners.close();
    }
  }

  private static Trial with(String... create) {
    return new Trial(List.of(create), List.of(), List.of(0));
  }

  @Test
  void anIndexThatIsNotThereIsUsedInItsTrialOnly() throws Exception {
    for (JdbcTarget target : targets) {
      Answer answer = ask(target, 1, with(), with(INDEX), with());
      assertThat(answer.means()).isEqualTo(Means.HYPOPG);
      Planned before = answer.tried().get(0).planned().get(0);
      Tried trial = answer.tried().get(1);
      assertThat(trial.made().get(0).name()).isEqualTo("by_word");
      assertThat(trial.made().get(0).table()).isEqualTo("words");
      assertThat(trial.made().get(0).bytes()).isBetween(500_000L, 4_000_000L);
      assertThat(trial.planned().get(0).indexes()).containsExactly("by_word");
      assertThat(trial.planned().get(0).cost()).isLessThan(before.cost() / 50);
      assertThat(answer.tried().get(2).planned().get(0)).isEqualTo(before);
    }
  }

  @Test
  void whatCannotBeMadeOrLeftOutSaysSo() throws Exception {
    for (JdbcTarget target : targets) {
      Answer wrong = ask(target, 1, with("create index x on public.words (nothing)"));
      assertThat(wrong.tried().get(0).made().get(0).refused()).contains("nothing");
      Trial gone = new Trial(List.of(), List.of("public.no_such_index"), List.of(0));
      assertThat(ask(target, 1, gone).tried().get(0).planned().get(0).refused())
          .containsAnyOf("no_such_index", "HypoPG before 1.4");
      Trial table = new Trial(List.of(), List.of("public.words"), List.of(0));
      assertThat(ask(target, 1, table).tried().get(0).planned().get(0).refused())
          .containsAnyOf("public.words is a table", "HypoPG before 1.4");
    }
  }

  @Test
  void anIndexThatIsThereIsLeftOutWhereHypopgCan() throws Exception {
    Trial without = new Trial(List.of(), List.of("public.words_pkey"), List.of(0));
    TrialPlanners planners = new TrialPlanners(DatabaseAccess.of(targets.get(0)));
    Ask ask =
        new Ask(
            true,
            false,
            1,
            List.of("select word from words where id = $1"),
            List.of(with(), without, with()),
            false);
    List<Tried> tried = WhatIfTrials.answer(ask, planners).tried();
    planners.close();
    assertThat(tried.get(0).planned().get(0).indexes()).containsExactly("words_pkey");
    assertThat(tried.get(1).planned().get(0).indexes()).isEmpty();
    assertThat(tried.get(2).planned().get(0)).isEqualTo(tried.get(0).planned().get(0));
  }

  @Test
  void moreRowsAndServersWithoutItSayWhatIsMissing() throws Exception {
    assertThat(ask(targets.get(0), 10, with()).missing()).contains("more rows");
    JdbcTarget without = database.another();
    Answer none = ask(without, 1, with(INDEX));
    assertThat(none.means()).isEqualTo(Means.NONE);
    assertThat(none.missing())
        .contains("CREATE EXTENSION hypopg", "ALTER ROLE athanor_node CREATEDB");
    Answer asItIs = ask(without, 1, with());
    database.drop(without);
    assertThat(asItIs.means()).isEqualTo(Means.NONE);
    assertThat(asItIs.missing()).isNull();
    assertThat(asItIs.why()).isEqualTo(none.missing());
    assertThat(asItIs.tried()).hasSize(1);
  }

  @Test
  void nothingIsExecuted() throws Exception {
    for (JdbcTarget target : targets) {
      Sql.execute(
          target,
          "create sequence counted; create function counts() returns int immutable language sql as 'select nextval(''public.counted'')::int'");
      TrialPlanners planners = new TrialPlanners(DatabaseAccess.of(target));
      Ask ask =
          new Ask(
              true,
              false,
              1,
              List.of("select id from words where id = counts()"),
              List.of(with()),
              false);
      Answer answer = WhatIfTrials.answer(ask, planners);
      planners.close();
      assertThat(answer.tried().get(0).planned().get(0).refused()).contains("read-only");
    }
  }
}
