package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Bytes;
import io.athanor.contract.Caller;
import io.athanor.contract.Contents;
import io.athanor.contract.Research;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What nothing names is removed, and nothing else, whatever happens at the same moment. */
class CollectionIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private AgedContents contents;

  @BeforeEach
  void open() {
    contents = new AgedContents(store);
  }

  @AfterEach
  void close() throws SQLException {
    contents.clear();
  }

  private void collected() throws SQLException {
    contents.condemn();
    contents.age();
    Await.value(contents.collector().collect());
  }

  private static List<String> kept() throws SQLException {
    return store.rows("select encode(digest, 'hex') from contents order by 1").stream()
        .map(row -> row.get(0))
        .toList();
  }

  private static boolean isStored(String digest) throws SQLException {
    String where = " where digest = decode('" + digest + "', 'hex')";
    boolean content = !"0".equals(store.value("select count(*) from contents" + where));
    boolean chunks = !"0".equals(store.value("select count(*) from content_chunks" + where));
    assertThat(chunks).isEqualTo(content);
    return content;
  }

  private static String withInput(String digest) {
    return "[{\"name\": \"data.csv\", \"digest\": \"" + digest + "\"}]";
  }

  @Test
  void whatIsNamedStaysAndAllElseGoesAfterTheGracePeriod() throws SQLException {
    String input = contents.put("an input");
    String artefact = contents.put("an artefact");
    String result = contents.put("a result");
    String detached = contents.put("of a month that was detached");
    String unnamed = contents.put("nobody's");
    UUID id = store.insert(Draft.in("p").program("result = 1")).get(0);
    store.execute("update experiments set inputs = '" + withInput(input) + "'");
    Member member = store.member("p");
    member.commits(Member.ended(member.takesOne(), Verdict.SUCCEEDED));
    store.execute(
        "insert into artifacts select '%s', 'a', decode('%s', 'hex'), 1, 't'"
            .formatted(id, artefact));
    store.execute(
        "update attempts set result = null, result_digest = decode('" + result + "', 'hex')");
    store.execute(
        "create table artifacts_199901 as select decode('" + detached + "', 'hex') as digest");
    store.execute(
        "insert into detached_months values (uuid_floor('1999-01-01'), uuid_floor('1999-02-01'), '1999-01-01')");
    Await.value(contents.collector().collect());
    assertThat(store.value("select count(condemned_at) from contents")).isEqualTo("0");
    contents.condemn();
    assertThat(
            store.value(
                "select encode(digest, 'hex') from contents where condemned_at is not null"))
        .isEqualTo(unnamed);
    Await.value(contents.collector().collect());
    assertThat(isStored(unnamed)).isTrue();
    contents.age();
    Await.value(contents.collector().collect());
    assertThat(kept())
        .containsExactlyInAnyOrder(
            input, artefact, result, detached, AgedContents.digest("result = 1"));
    assertThat(isStored(unnamed)).isFalse();
    store.execute("drop table artifacts_199901; delete from detached_months");
    store.get(Research.DELETE_EXPERIMENT, new Research.DeleteExperiment(id, Caller.ADMIN));
    collected();
    assertThat(kept()).isEmpty();
    assertThat(store.count("content_chunks")).isZero();
  }

  @Test
  void whoeverIsAboutToNameItTakesItBack() throws SQLException {
    String asked = contents.put("asked for");
    String sent = contents.put("sent again");
    String program = contents.put("result = 2");
    String inline = contents.put("result = 3");
    String input = contents.put("an input");
    contents.condemn();
    contents.age();
    store.get(Contents.MISSING, new Contents.Missing(List.of(asked)));
    contents.put("sent again");
    store.insert(Draft.in("p").programId(program), Draft.in("p").program("result = 3"));
    store.execute("update experiments set inputs = '" + withInput(input) + "'");
    Await.value(contents.collector().collect());
    assertThat(kept()).containsExactlyInAnyOrder(asked, sent, program, inline, input);
    // Nobody has named them yet: their time begins anew.
    assertThat(
            store.rows(
                "select encode(digest, 'hex') from contents where condemned_at > now() - interval '1 hour'"))
        .containsExactlyInAnyOrder(List.of(asked), List.of(sent));
  }

  @Test
  void chunksOfAnUploadThatWasNeverCompletedGoAndOneThatGoesOnIsKept() throws SQLException {
    byte[] half = new byte[2 * Bytes.MAX];
    for (byte seed : new byte[] {1, 2}) {
      half[0] = seed;
      Bytes first = new Bytes(Arrays.copyOf(half, Bytes.MAX));
      store.get(Contents.PUT, new Contents.Put(Draft.digest(half), half.length, 0, first));
    }
    Await.value(contents.collector().collect());
    assertThat(store.count("content_chunks")).isEqualTo(2);
    contents.age();
    Bytes again = new Bytes(Arrays.copyOf(half, Bytes.MAX));
    store.get(Contents.PUT, new Contents.Put(Draft.digest(half), half.length, 0, again));
    Await.value(contents.collector().collect());
    assertThat(store.value("select encode(digest, 'hex') from content_chunks"))
        .isEqualTo(Draft.digest(half));
    Bytes last = new Bytes(new byte[Bytes.MAX]);
    assertThat(
            store
                .get(Contents.PUT, new Contents.Put(Draft.digest(half), half.length, 1, last))
                .complete())
        .isTrue();
  }

  @Test
  void withoutAGracePeriodAllStays() throws SQLException {
    contents.put("nobody's");
    contents.age();
    Await.value(new ContentCollector(contents.database(), Duration.ZERO).collect());
    assertThat(store.value("select count(condemned_at) from contents")).isEqualTo("0");
  }

  /** However many there are, all are looked at in the end, and a run looks at some only. */
  @Test
  void manyAreRemovedALittleAtATime() throws SQLException {
    store.execute(
        "insert into contents (digest, size, chunks) select sha256(i::text::bytea), 1, 1 from generate_series(1, 10500) i");
    store.execute(
        "insert into content_chunks (digest, number, bytes) select digest, 0, 'x' from contents");
    contents.condemn();
    assertThat(store.value("select count(condemned_at) from contents")).isEqualTo("10000");
    contents.age();
    Await.value(contents.collector().collect());
    assertThat(store.count("contents")).isEqualTo(10_300);
    assertThat(store.value("select count(*) from contents where condemned_at is null"))
        .isEqualTo("0");
  }
}
