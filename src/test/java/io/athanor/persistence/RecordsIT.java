package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Failure;
import io.athanor.contract.Kind;
import io.athanor.contract.Refusal;
import io.athanor.contract.Research.Stored;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records of every kind on a real database: made, read, changed, deleted, and refused. */
class RecordsIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static Library library;

  @BeforeAll
  static void fill() {
    library = Library.on(store).filled();
  }

  /** What is left of a record without what the store has added. */
  private static JsonObject given(JsonObject stored, JsonObject asked) {
    JsonObject given = new JsonObject();
    asked.fieldNames().forEach(name -> given.put(name, stored.getValue(name)));
    return given;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void isMadeReadAndListed(Kind kind) {
    JsonObject one = library.get(kind, library.made(kind));
    assertThat(one.getInteger("version")).isEqualTo(1);
    assertThat(one.getString("owner")).isEqualTo("admin");
    assertThat(one.getInstant("createdAt")).isEqualTo(one.getInstant("updatedAt"));
    assertThat(library.walk(kind, Map.of(), null, 500)).contains(library.made(kind));
    assertThat(library.missing(kind, Library.NOBODY).failure()).isEqualTo(Failure.NOT_FOUND);
    assertThat(library.missing(kind, Library.NOBODY).type()).isEqualTo("unknown-" + kind.word());
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"PAPER_TOPIC", "TOPIC_SIMILARITY", "RELATIONSHIP", "DECISION", "READING"},
      mode = EnumSource.Mode.EXCLUDE)
  void isKeptAsItWasGivenAndDeletedOnce(Kind kind) {
    JsonObject asked = new JsonObject(library.sample(kind));
    Stored stored = library.makes(kind, asked.encode());
    assertThat(given(new JsonObject(stored.body().text()), asked)).isEqualTo(asked);
    assertThat(new JsonObject(stored.body().text())).isEqualTo(library.get(kind, stored.id()));
    assertThat(Await.value(library.delete(kind, stored.id(), 1)).id()).isEqualTo(stored.id());
    assertThat(library.missing(kind, stored.id()).failure()).isEqualTo(Failure.NOT_FOUND);
    assertThat(Await.refusal(library.delete(kind, stored.id(), null)).failure())
        .isEqualTo(Failure.NOT_FOUND);
  }

  @Test
  void aChangeKeepsTheRestAndRaisesTheVersion() {
    UUID id =
        library.make(
            Kind.SESSION,
            "{\"question\":\"a?\",\"domain\":\"d\",\"tags\":{\"k\":\"v\"},\"iteration\":3}");
    JsonObject changed =
        new JsonObject(
            Await.value(
                    library.change(Kind.SESSION, id, 1, "{\"question\":\"b?\",\"domain\":null}"))
                .body()
                .text());
    assertThat(changed.getString("question")).isEqualTo("b?");
    assertThat(changed.containsKey("domain")).isFalse();
    assertThat(changed.getJsonObject("tags")).isEqualTo(new JsonObject("{\"k\":\"v\"}"));
    assertThat(changed.getInteger("iteration")).isEqualTo(3);
    assertThat(changed.getInteger("version")).isEqualTo(2);
    assertThat(changed.getInstant("updatedAt")).isAfter(changed.getInstant("createdAt"));
  }

  @Test
  void ofTwoChangesOneWins() {
    UUID id = library.make(Kind.SESSION, "{\"question\":\"a?\"}");
    List<Future<Stored>> both = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      both.add(library.change(Kind.SESSION, id, 1, "{\"question\":\"" + i + "?\"}"));
    }
    Await.value(Future.join(both).otherwiseEmpty());
    assertThat(both.stream().filter(Future::succeeded)).hasSize(1);
    assertThat(both.stream().filter(Future::failed).map(Await::refusal))
        .hasSize(7)
        .allMatch(refusal -> refusal.failure() == Failure.OUTDATED)
        .allMatch(refusal -> refusal.detail().contains("version is 2"));
    assertThat(Await.refusal(library.delete(Kind.SESSION, id, 1)).failure())
        .isEqualTo(Failure.OUTDATED);
    assertThat(
            Await.refusal(library.change(Kind.SESSION, Library.NOBODY, 1, "{\"iteration\":2}"))
                .failure())
        .isEqualTo(Failure.NOT_FOUND);
    Await.value(library.change(Kind.SESSION, id, null, "{\"iteration\":2}"));
  }

  @Test
  void statusesFollowTheirGuards() {
    UUID id = library.made(Kind.HYPOTHESIS);
    Refusal refusal =
        Await.refusal(library.change(Kind.HYPOTHESIS, id, null, "{\"status\":\"supported\"}"));
    assertThat(refusal.failure()).isEqualTo(Failure.CONFLICT);
    assertThat(refusal.type()).isEqualTo("status-change-not-allowed");
    assertThat(refusal.advice()).contains("under_review, testing, rejected");
    UUID session = library.make(Kind.SESSION, "{\"question\":\"a?\"}");
    Await.value(library.change(Kind.SESSION, session, null, "{\"status\":\"completed\"}"));
    assertThat(library.get(Kind.SESSION, session).getInstant("completedAt")).isNotNull();
    Await.value(library.change(Kind.SESSION, session, null, "{\"status\":\"active\"}"));
    assertThat(library.get(Kind.SESSION, session).containsKey("completedAt")).isFalse();
  }

  @Test
  void aThousandAreStoredWithOneStatementOrNotAtAll() throws Exception {
    String[] thousand = new String[1_000];
    for (int i = 0; i < thousand.length; i++) {
      thousand[i] = library.sample(Kind.PAPER);
    }
    long before = Long.parseLong(store.value("select count(*) from papers"));
    List<Stored> stored = Await.value(library.asks(Kind.PAPER, thousand)).records();
    assertThat(stored).hasSize(1_000).allMatch(one -> one.version() == 1);
    assertThat(stored.stream().map(one -> one.id().toString()).toList()).isSorted();
    assertThat(library.get(Kind.PAPER, stored.get(999).id()).getString("doi"))
        .isEqualTo(new JsonObject(thousand[999]).getString("doi"));
    thousand[0] = library.sample(Kind.PAPER);
    assertThat(library.refuses(Kind.PAPER, thousand).failure()).isEqualTo(Failure.CONFLICT);
    assertThat(Long.parseLong(store.value("select count(*) from papers")))
        .isEqualTo(before + 1_000);
  }

  @Test
  void aMemoryIsReplaced() {
    Stored first = library.makes(Kind.MEMORY, "{\"thread\":\"m\",\"key\":\"k\",\"value\":\"1\"}");
    Stored second = library.makes(Kind.MEMORY, "{\"thread\":\"m\",\"key\":\"k\",\"value\":\"2\"}");
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.version()).isEqualTo(2);
    Stored shared = library.makes(Kind.MEMORY, "{\"key\":\"k\",\"value\":\"3\"}");
    assertThat(library.makes(Kind.MEMORY, "{\"key\":\"k\",\"value\":\"4\"}").id())
        .isEqualTo(shared.id())
        .isNotEqualTo(first.id());
    assertThat(
            library
                .refuses(
                    Kind.MEMORY, "{\"key\":\"x\",\"value\":\"\"}", "{\"key\":\"x\",\"value\":\"\"}")
                .failure())
        .isEqualTo(Failure.CONFLICT);
  }

  @Test
  void whatBelongsToOneAloneGoesWithIt() {
    Map<Kind, UUID> own = library.oneOfEach();
    Await.value(library.delete(Kind.SPEC_SESSION, own.get(Kind.SPEC_SESSION), null));
    for (Kind kind : List.of(Kind.DECISION, Kind.MESSAGE, Kind.DOCUMENT, Kind.ERROR)) {
      assertThat(library.missing(kind, own.get(kind)).failure()).isEqualTo(Failure.NOT_FOUND);
    }
    Await.value(library.delete(Kind.PROFILE, own.get(Kind.PROFILE), null));
    assertThat(library.missing(Kind.BOTTLENECK, own.get(Kind.BOTTLENECK)).failure())
        .isEqualTo(Failure.NOT_FOUND);
  }
}
