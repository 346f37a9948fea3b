package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Caller;
import io.athanor.contract.Failure;
import io.athanor.contract.Plans;
import io.athanor.contract.Plans.Explain;
import io.athanor.contract.Plans.Explained;
import io.athanor.contract.Plans.Mode;
import io.athanor.contract.Plans.Node;
import io.athanor.contract.Plans.Taken;
import io.athanor.contract.Refusal;
import io.athanor.profiling.plans.PlanReport;
import io.athanor.support.Await;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans are taken of what reads, and nothing of a statement stays. */
class ExplainerIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  @BeforeAll
  static void fill() throws Exception {
    try (Connection connection = store.target().connect()) {
      Sql.execute(
          connection,
          """
          create table stones (id int primary key, colour text, weight numeric, found timestamptz);
          insert into stones select i, 'c' || i % 100, i, '2026-01-01' from generate_series(1, 20000) i;
          create function writing() returns int language sql volatile as $$ insert into stones values (0) returning 1 $$;
          create function disguised() returns int language plpgsql stable as $$ begin return writing(); end $$;
          create function as_owner() returns int language sql stable security definer as $$ select 1 $$;
          create function endless() returns int language plpgsql stable as $$ begin loop end loop; end $$;
          analyze stones""");
    }
  }

  private static Explain asked(String sql, boolean analyze, String... parameters) {
    return new Explain(sql, null, List.of(parameters), analyze, false, Caller.ADMIN);
  }

  private static Taken take(String sql, boolean analyze, String... parameters) {
    return store.get(Plans.TAKE, asked(sql, analyze, parameters));
  }

  private static Refusal refused(Explain asked) {
    return Await.refusal(store.ask(Plans.TAKE, asked));
  }

  @Test
  void aPlanIsTakenWithAndWithoutExecution() {
    Taken planned = take("select * from stones where colour = 'c1'; -- done", false);
    assertThat(planned.mode()).isEqualTo(Mode.PLANNED);
    assertThat(planned.plan().text()).contains("Seq Scan").doesNotContain("Actual");
    assertThat(planned.tables())
        .singleElement()
        .satisfies(table -> assertThat(table.rows()).isEqualTo(20_000));
    Taken analyzed = take("select * from stones where colour = 'c1'", true);
    assertThat(analyzed.mode()).isEqualTo(Mode.ANALYZED);
    assertThat(analyzed.plan().text()).contains("Rows Removed by Filter\":19800");
    assertThat(analyzed.serverVersion()).isGreaterThanOrEqualTo(15);
  }

  @Test
  void parametersAreTypedByTheServer() {
    String sql =
        "select * from stones where id = $1 and colour = $2 and weight < $3 and found > $4 and id = any($5)";
    String[] values = {"7", "c7", "10.5", "2025-01-01T00:00:00Z", "{7,8}"};
    assertThat(take(sql, true, values).plan().text()).contains("Index Scan", "Actual Rows\":1");
    Taken generic = take(sql, false);
    assertThat(generic.mode()).isEqualTo(Mode.GENERIC);
    assertThat(generic.plan().text()).contains("$1");
    assertThat(refused(asked(sql, false, "7")).type()).isEqualTo("wrong-parameters");
    Refusal secret = refused(asked("select * from stones where id = $1", false, "sesame"));
    assertThat(secret.detail()).isEqualTo("What was given for $1 is no integer.");
    assertThat(refused(asked(sql, true)).type()).isEqualTo("wrong-parameters");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "several-statements | select 1; drop table stones",
        "several-statements | select 1;; select 2",
        "statement-writes | delete from stones",
        "statement-writes | insert into stones values (0)",
        "statement-writes | update stones set weight = 1",
        "statement-writes | merge into stones s using stones t on false when matched then delete",
        "statement-writes | with gone as (delete from stones returning *) select * from gone",
        "statement-writes | with a as (select 1) insert into stones select 0 from a",
        "statement-writes | select * into pebbles from stones",
        "locks-rows | select * from stones for update",
        "locks-rows | select * from (select * from stones for no key update) s",
        "locks-rows | select * from stones for/**/share",
        "function-with-effects | select writing()",
        "function-with-effects | select public.writing()",
        "function-with-effects | select \"writing\" ()",
        "function-with-effects | select as_owner()",
        "function-with-effects | select pg_sleep(60)",
        "function-with-effects | select pg_catalog . /* slow */ pg_sleep(60)",
        "function-with-effects | select lo_import('/etc/passwd')",
        "function-with-effects | select lo_create(0)",
        "function-with-effects | select pg_read_file('/etc/passwd')",
        "function-with-effects | select pg_terminate_backend(1)",
        "function-with-effects | select set_config('role', 'none', true)",
        "function-with-effects | select pg_advisory_lock(1)",
        "function-with-effects | select pg_try_advisory_xact_lock(1)",
        "function-with-effects | select nextval('x')",
        "function-with-effects | select pg_notify('a', 'b')",
        "function-with-effects | select query_to_xml('delete from stones', true, true, '')",
        "function-reads-tables | select database_to_xml(true, true, '')",
        "function-reads-tables | select pg_catalog.schema_to_xml('public', true, true, '')",
        "function-reads-tables | select length(table_to_xml('stones', true, true, '')::text)",
        "explain-of-explain | explain select 1",
        "explain-of-explain | analyze stones",
        "not-a-read | drop table stones",
        "not-a-read | create table t (a int)",
        "not-a-read | copy stones to stdout",
        "not-a-read | copy stones to program 'id'",
        "not-a-read | set statement_timeout = 0",
        "not-a-read | do $$ begin end $$",
        "not-a-read | call detach_month('2026-01-01')",
        "not-a-read | execute athanor_explained",
        "not-a-read | commit",
        "statement-empty | ; -- nothing",
        "statement-not-understood | select 'open",
        "statement-not-understood | select U&\"pg\\005fsleep\"(60)",
        "statement-refused | select dblink('dbname=postgres', 'drop table stones')",
        "statement-refused | select nothing from nowhere",
        "statement-refused | select 1 +",
      })
  void whatDoesMoreThanReadIsRefused(String type, String sql) throws Exception {
    assertThat(refused(asked(sql, false)).type()).isEqualTo(type);
    Refusal refusal = refused(asked(sql, true));
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(refusal.failure()).isEqualTo(Failure.UNPROCESSABLE);
    assertThat(store.value("select count(*) || ' ' || min(id) from stones")).isEqualTo("20000 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 'a; drop table stones', $q$ delete $q$, \"update\".id from stones \"update\" -- ; x",
        "select substring(colour from 1 for 2), now(), random() from stones",
        "(select 1) union (select 2)",
        "values (1), (2)",
        "table stones",
        "with a as materialized (select 1) select * from a",
        "select /* for update */ e'it\\'s; pg_sleep(1)' as pg_sleep",
      })
  void whatOnlyReadsIsExplained(String sql) {
    assertThat(take(sql, false).plan().text()).contains("Node Type");
    assertThat(take(sql, true).plan().text()).contains("Actual");
  }

  @Test
  void plansAreJudgedAndRecognised() {
    String find = "select * from stones where weight = ";
    Explained seven = PlanReport.of(take(find + "7", true));
    assertThat(seven.findings())
        .first()
        .satisfies(finding -> assertThat(finding.type()).isEqualTo("wasteful-scan"));
    assertThat(seven.tree()).filteredOn(Node::expensive).hasSize(1);
    assertThat(seven.hash()).isEqualTo(PlanReport.of(take(find + "8.5", false)).hash());
    assertThat(seven.hash()).isEqualTo(PlanReport.of(take(find + "$1", false)).hash());
    Explained byKey = PlanReport.of(take("select * from stones where id = 7", true));
    assertThat(byKey.findings()).isEmpty();
    assertThat(byKey.hash()).isNotEqualTo(seven.hash());
    assertThat(PlanReport.of(take("select * from pg_am where amname = 'x'", true)).findings())
        .isEmpty();
  }

  @Test
  void whatHidesItsEffectsIsStoppedByTheTransaction() throws Exception {
    Refusal refusal = refused(asked("select disguised()", true));
    assertThat(refusal.type()).isEqualTo("statement-writes");
    assertThat(refusal.detail()).contains("read-only");
    assertThat(store.value("select count(*)::text from stones where id = 0")).isEqualTo("0");
  }

  @Test
  void whatTakesTooLongIsCut() throws Exception {
    Refusal refusal = refused(asked("select endless()", true));
    assertThat(refusal.type()).isEqualTo("statement-timeout");
    assertThat(refusal.failure()).isEqualTo(Failure.TIMEOUT);
    assertThat(
            store.value(
                "select count(*)::text from pg_stat_activity where application_name = 'athanor explain'"))
        .isEqualTo("0");
  }

  /** The server looks for the end of its time now and then only, and in this function never. */
  @Test
  void whatCannotBeCutIsGivenUp() {
    String deaf = "select translate(repeat('a', 4000000), repeat('b', 1000), '')";
    Refusal refusal = refused(asked(deaf, false));
    assertThat(refusal.type()).isEqualTo("statement-timeout");
    assertThat(refusal.detail()).contains("5 s");
    assertThat(refused(asked(deaf, false)).type()).isEqualTo("statement-timeout");
    assertThat(refused(asked("select 1", false)).type())
        .as("two go on until the server has ended them")
        .isEqualTo("explain-busy");
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> Await.cause(store.ask(Plans.TAKE, asked("select 1", false))) == null);
  }

  @Test
  void whatWaitsForALockIsCut() throws Exception {
    try (Connection other = store.target().connect()) {
      other.setAutoCommit(false);
      Sql.execute(other, "lock table stones in access exclusive mode");
      assertThat(refused(asked("select * from stones", false)).type()).isEqualTo("lock-timeout");
      other.rollback();
    }
  }
}
