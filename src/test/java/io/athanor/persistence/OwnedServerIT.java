package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contract.RefusedException;
import io.athanor.contract.WhatIf.Answer;
import io.athanor.contract.WhatIf.Ask;
import io.athanor.contract.WhatIf.Means;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.persistence.twin.SparseTwin;
import io.athanor.persistence.twin.TwinSite;
import io.athanor.support.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that the node has not started is asked by a twin where its files are ours. */
@ParameterizedClass
@EnumSource
class OwnedServerIT {

  @RegisterExtension static final TestDatabase shared = TestDatabase.migrated();

  private static final String BY_WORD = "select id from words where word = $1";
  private static final String INDEX = "create index by_word on public.words (word)";

  private static TwinServer.Place place;
  private static JdbcTarget superuser;
  private static int user;

  @Parameter TwinServer here;

  @BeforeParameterizedClassInvocation
  static void fill(TwinServer server) throws Exception {
    place = server.open(shared);
    superuser = place.site().administration().withDatabase(place.target().database());
    user = TwinServer.user(place.site().data().getParent());
    Sql.execute(
        superuser,
        "create table words (id int primary key, word text);"
            + " insert into words select n, 'w' || n from generate_series(1, 30000) n; analyze words");
  }

  @AfterParameterizedClassInvocation
  static void close() throws Exception {
    place.close();
  }

  private static Answer ask(JdbcTarget node, int self, double grow, String create)
      throws Exception {
    TrialPlanners planners = new TrialPlanners(DatabaseAccess.of(node), self);
    List<Trial> trials =
        List.of(
            new Trial(List.of(), List.of(), List.of(0)),
            new Trial(List.of(create), List.of(), List.of(0)));
    Ask ask = new Ask(true, false, grow, List.of(BY_WORD), trials, false);
    try {
      return WhatIfTrials.answer(ask, planners);
    } catch (RefusedException e) {
      // The rows took their time, and are there now.
      return WhatIfTrials.answer(ask, planners);
    } finally {
      planners.close();
    }
  }

  @Test
  void aSuperuserWithItsFilesAsksATwin() throws Exception {
    Answer answer = ask(superuser, user, 1, INDEX);
    assertThat(answer.means()).isEqualTo(Means.TWIN);
    assertThat(answer.why()).isNull();
    assertThat(answer.tried().get(1).planned().get(0).indexes()).containsExactly("by_word");
    double now = answer.tried().get(0).planned().get(0).cost();
    double then = ask(superuser, user, 10, INDEX).tried().get(0).planned().get(0).cost();
    assertThat(then / now).isBetween(5.0, 11.0);
  }

  @Test
  void filesOfSomebodyElseAreLeftAlone() throws Exception {
    Answer answer = ask(superuser, user + 1, 1, INDEX);
    assertThat(answer.means()).isEqualTo(Means.SAMPLE);
    assertThat(answer.why()).contains("belongs to another user");
    assertThat(ask(superuser, user + 1, 10, INDEX).missing())
        .contains("belongs to another user", "more rows");
  }

  @Test
  void whoIsNoSuperuserIsToldSo() throws Exception {
    try (Connection connection = superuser.connect()) {
      Sql.execute(
          connection,
          "create role nobody_much login password 'x'",
          "grant select on words to nobody_much");
    }
    JdbcTarget nobody =
        new JdbcTarget(
            superuser.host(),
            superuser.port(),
            superuser.database(),
            "nobody_much",
            "x",
            superuser.parameters());
    Answer answer = ask(nobody, user, 1, INDEX);
    assertThat(answer.means()).isEqualTo(Means.NONE);
    assertThat(answer.missing())
        .contains("nobody_much is no superuser", "ALTER ROLE nobody_much CREATEDB");
    Sql.execute(superuser, "drop owned by nobody_much; drop role nobody_much");
  }

  @Test
  void theServersOwnTablesAreNotTouchedAlthoughItIsASuperuser() throws Exception {
    Path roles;
    try (Connection connection = superuser.connect()) {
      Sql.execute(connection, "checkpoint");
      roles =
          place
              .site()
              .data()
              .resolve(Sql.value(connection, "select pg_relation_filepath('pg_authid')"));
    }
    byte[] before = Files.readAllBytes(roles);
    for (String table : List.of("pg_authid", "pg_database", "pg_class")) {
      Answer answer = ask(superuser, user, 1, "create index x on pg_catalog." + table + " (oid)");
      assertThat(answer.tried().get(1).made().get(0).refused()).contains("permission denied");
    }
    assertThat(Files.readAllBytes(roles)).isEqualTo(before);
  }

  @Test
  void nothingIsWrittenWhereTheServersDataIsNot(@TempDir Path elsewhere) throws SQLException {
    TwinSite wrong = new TwinSite(place.site().administration(), elsewhere);
    assertThatThrownBy(() -> SparseTwin.of(wrong, place.target(), 1))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("data is not in");
    assertThat(elsewhere).isEmptyDirectory();
  }
}
