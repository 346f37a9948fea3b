package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoresIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private Database database;

  @BeforeEach
  void openDatabase() {
    database =
        Database.open(store.vertx(), store.target(), StoreNode.config(2), new StatementMeter());
  }

  @AfterEach
  void clear() throws SQLException {
    Await.value(database.close());
    store.clear();
  }

  private static int ensure(String table, String time, int ahead) throws SQLException {
    return Integer.parseInt(
        store.value("select ensure_partitions('%s', '%s', %d)".formatted(table, time, ahead)));
  }

  private static String bounds(String partition) throws SQLException {
    return store.value(
        "select pg_get_expr(relpartbound, oid) from pg_class where relname = ?", partition);
  }

  @ParameterizedTest
  @CsvSource({
    "2031-12-31 23:59:59.999+00, metrics_203112, metrics_203201",
    "2032-01-31 12:00:00+00, metrics_203201, metrics_203202",
    "2033-03-27 01:30:00+00, metrics_203303, metrics_203304",
    "2034-11-01 00:30:00+02, metrics_203410, metrics_203411",
  })
  void monthsAreThoseOfUtcAndMeetWithoutAGap(String time, String first, String second)
      throws SQLException {
    store.execute("set timezone to 'America/New_York'");
    ensure("metrics", time, 1);
    assertThat(ensure("metrics", time, 1)).isZero();
    String begin = bounds(first).replaceAll(".*FROM \\('(.*)'\\) TO \\('(.*)'\\)", "$2");
    assertThat(bounds(second)).contains("FROM ('" + begin + "')");
    String month = first.substring(8, 12) + "-" + first.substring(12) + "-01 00:00:00+00";
    long millis =
        Long.parseLong(
            store.value("select (extract(epoch from ?::text::timestamptz) * 1000)::bigint", month));
    UUID floor = new UUID(millis << 16 | 0x7000, 0x8000_0000_0000_0000L);
    assertThat(bounds(first)).contains("FROM ('" + floor + "')");
  }

  @Test
  void aRowGoesToTheMonthOfItsIdAndAnyOtherToTheRest() throws SQLException {
    UUID id = store.insert(Draft.in("p")).get(0);
    Member member = store.member("p");
    member.commits(Member.ended(member.takesOne(), Verdict.SUCCEEDED));
    assertThat(store.value("select tableoid::regclass::text from outcomes"))
        .matches("outcomes_\\d{6}")
        .endsWith(store.value("select to_char(now() at time zone 'UTC', 'YYYYMM')"));
    store.execute(
        "insert into metrics values (gen_random_uuid(), 0, 'm', 1, 0, now()), (uuid_floor('1999-01-01'), 0, 'm', 1, 0, now())");
    assertThat(store.value("select count(*) from metrics_other")).isEqualTo("2");
    assertThat(store.count("attempts", id)).isEqualTo(1);
  }

  @Test
  void aMonthThatTheDefaultPartitionHoldsStopsNoOther() throws SQLException {
    store.execute("insert into metrics values (uuid_floor('2041-02-15'), 0, 'm', 1, 0, now())");
    assertThat(ensure("metrics", "2041-01-10", 2)).isEqualTo(2);
    assertThat(
            store.rows(
                "select relname from pg_class where relname like 'metrics_2041%' and relkind = 'r' order by 1"))
        .containsExactly(List.of("metrics_204101"), List.of("metrics_204103"));
    assertThat(store.value("select tableoid::regclass::text from metrics"))
        .isEqualTo("metrics_other");
  }

  @Test
  void aNodeThatStartsMakesWhatIsMissing() throws SQLException {
    store.execute(
        "do $$ declare t text; begin for t in select relname from pg_class where relkind = 'r' and relispartition"
            + " and relname ~ '_20[0-9]{4}$' loop execute format('drop table %I', t); end loop; end $$");
    Chores chores =
        new Chores(store.vertx(), store.bus(), database, new StatementMeter(), StoreNode.config(2));
    Await.value(chores.ensurePartitions());
    assertThat(
            store.value(
                "select count(*) from pg_class where relkind = 'r' and relispartition and relname ~ '_20[0-9]{4}$'"))
        .isEqualTo("15");
  }

  @Test
  void whatIsOlderThanAWeekIsForgottenWholeAndTheRestIsKept() throws SQLException {
    store.execute(
        "insert into outbox (experiments, state, at) select array[gen_random_uuid()], 'QUEUED',"
            + " now() - case when i <= 25000 then interval '8 days' else interval '6 days' end from generate_series(1, 25010) i");
    store.execute(
        "insert into idempotency select 'o', i::text, 'd', '{}',"
            + " now() - case when i <= 25000 then interval '8 days' else interval '6 days' end from generate_series(1, 25010) i");
    Await.value(new Outbox(database).purge());
    assertThat(store.count("outbox")).isEqualTo(10);
    assertThat(store.value("select count(*) from idempotency")).isEqualTo("10");
  }

  @Test
  void conversationsOlderThanTheirRetentionAreDeletedAndWithoutOneNoneIs() throws SQLException {
    store.execute(
        "insert into conversations (id, owner, thread, at, prompt, response) select gen_random_uuid(), 'o', 't',"
            + " now() - case when i <= 55000 then interval '91 days' else interval '89 days' end, 'q', 'a' from generate_series(1, 55010) i");
    ConversationStore conversations = new ConversationStore(database);
    Await.value(conversations.retain(Duration.ZERO));
    assertThat(store.value("select count(*) from conversations")).isEqualTo("55010");
    Await.value(conversations.retain(Duration.ofDays(90)));
    assertThat(store.value("select count(*) from conversations")).isEqualTo("10");
    store.execute("delete from conversations");
  }

  @Test
  void aCancellationThatCameTooLateIsForgottenAfterAnHour() throws SQLException {
    List<UUID> ids = store.insert(Draft.in("p"), Draft.in("p"));
    Member member = store.member("p");
    member.takes(2);
    ids.forEach(
        id -> store.get(Experiments.CANCEL, new Experiments.Cancel(id, null, Caller.ADMIN)));
    store.execute(
        "insert into outcomes (experiment_id, status, attempt) values ('"
            + ids.get(0)
            + "', 'COMPLETED', 1)");
    Await.value(new Outbox(database).purge());
    assertThat(store.count("cancellations")).isEqualTo(2);
    store.execute("update cancellations set requested_at = now() - interval '2 hours'");
    Await.value(new Outbox(database).purge());
    assertThat(store.value("select experiment_id from cancellations"))
        .isEqualTo(ids.get(1).toString());
  }
}
