package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Caller;
import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Kind;
import io.athanor.contract.Research;
import io.athanor.support.Await;
import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of records: whole, in order, and right while others write. */
class RecordPagesIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static Library library;

  @BeforeAll
  static void open() {
    library = Library.on(store);
  }

  private static String paper(String domain, int i) {
    return "{\"source\":\"s%d\",\"title\":\"Of trees and forests\",\"domain\":\"%s\",\"relevanceScore\":%s,\"publishedAt\":\"%s\"}"
        .formatted(
            i % 2,
            domain,
            i % 3 / 10.0,
            Instant.parse("2026-01-01T00:00:00Z").plus(i % 4, ChronoUnit.DAYS));
  }

  @Test
  void aTimeBeforeThisAgeBoundsConversations() {
    UUID old =
        library.make(
            Kind.CONVERSATION,
            "{\"thread\":\"letters\",\"prompt\":\"What is a tree?\",\"response\":\"A graph\",\"at\":\"1950-06-01T00:00:00Z\"}");
    assertThat(letters("since", "1900-01-01T00:00:00Z")).containsExactly(old);
    assertThat(letters("since", "1960-01-01T00:00:00Z")).isEmpty();
    assertThat(letters("until", "1960-01-01T00:00:00Z")).containsExactly(old);
    assertThat(letters("until", "1900-01-01T00:00:00Z")).isEmpty();
    Await.value(library.delete(Kind.CONVERSATION, old, null));
  }

  private static List<UUID> letters(String bound, String time) {
    return library.walk(Kind.CONVERSATION, Map.of("thread", "letters", bound, time), null, 5);
  }

  /** Ties everywhere, so that the id must decide; another paper comes with every page. */
  @ParameterizedTest
  @CsvSource({
    "created",
    "-created",
    "relevance",
    "-relevance",
    "published",
    "-published",
  })
  void aWalkWhileOthersInsertMeetsEverythingOnce(String sort) {
    String domain = "walk " + sort.replace("-", "down ");
    List<UUID> before = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      before.add(library.make(Kind.PAPER, paper(domain, i)));
    }
    List<UUID> found = new ArrayList<>();
    String cursor = null;
    do {
      Page page =
          store.get(
              Research.LIST, Library.page(Kind.PAPER, Map.of("domain", domain), sort, 4, cursor));
      Library.ids(page.items()).forEach(found::add);
      cursor = page.nextCursor();
      library.make(Kind.PAPER, paper(domain, found.size()));
    } while (cursor != null && found.size() < 100);
    assertThat(found).doesNotHaveDuplicates().containsAll(before);
  }

  @Test
  void timesBoundAPageExactly() {
    Instant before = Instant.now().minus(1, ChronoUnit.HOURS);
    List<UUID> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(0, library.make(Kind.AGENT, "{\"agentType\":\"timed\"}"));
    }
    Map<String, String> since = Map.of("createdAfter", before.toString());
    assertThat(library.walk(Kind.AGENT, since, null, 2)).containsSubsequence(made);
    assertThat(library.walk(Kind.AGENT, Map.of("createdBefore", before.toString()), null, 2))
        .isEmpty();
    assertThat(
            library.walk(
                Kind.AGENT,
                Map.of("createdAfter", before.toString(), "agentType", "timed"),
                "created",
                2))
        .hasSize(5)
        .isSortedAccordingTo((a, b) -> a.toString().compareTo(b.toString()));
  }

  @Test
  void wordsAreFoundInWhicheverForm() {
    UUID id =
        library.make(
            Kind.CONVERSATION, "{\"prompt\":\"Which mushrooms glow?\",\"response\":\"Some.\"}");
    assertThat(library.walk(Kind.CONVERSATION, Map.of("search", "glowing mushroom"), null, 5))
        .containsExactly(id);
    assertThat(library.walk(Kind.CONVERSATION, Map.of("search", "'; drop table x --"), null, 5))
        .isEmpty();
    RecordQuery walking =
        RecordQuery.of(
            Library.page(Kind.CONVERSATION, Map.of("search", "mushrooms"), null, 5, null), true);
    assertThat(walking.statement().name()).contains("walking");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "%%%", "AAAA", "bm90IGEgdXVpZA", "WyItY3JlYXRlZCIsIngiXQ"})
  void aDamagedCursorIsInvalid(String cursor) {
    for (Kind kind : Kind.values()) {
      assertThat(
              Await.refusal(store.ask(Research.LIST, Library.page(kind, Map.of(), null, 5, cursor)))
                  .failure())
          .isEqualTo(Failure.INVALID);
    }
  }

  @Test
  void whatCannotBeAskedIsNamed() {
    Map<Map<String, String>, String> bad =
        Map.of(
            Map.of("colour", "red"), "colour",
            Map.of("sessionId", "x"), "sessionId",
            Map.of("status", "gone"), "status",
            Map.of("createdAfter", "yesterday"), "createdAfter");
    bad.forEach(
        (filters, field) ->
            assertThat(
                    Await.refusal(
                            store.ask(
                                Research.LIST,
                                Library.page(Kind.HYPOTHESIS, filters, null, 5, null)))
                        .errors()
                        .get(0)
                        .field())
                .isEqualTo(field));
    assertThat(
            Await.refusal(
                    store.ask(
                        Research.LIST,
                        Library.page(Kind.EXPERIMENT_RUN, Map.of(), "-started", 5, null)))
                .errors()
                .get(0)
                .field())
        .isEqualTo("sort");
  }

  /** Whatever can be included comes, in a list as for one. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void relativesComeWithARecordAndWithAPage(Kind kind) {
    Map<Kind, UUID> made = library.oneOfEach();
    List<String> all = kind.listing().includes();
    Research.Get get = new Research.Get(kind, made.get(kind), all, Caller.ADMIN);
    String body = store.get(Research.GET, get).body().text();
    all.forEach(part -> assertThat(body).contains("\"" + part + "\":"));
    Page page =
        store.get(
            Research.LIST, new Research.ListPage(kind, Map.of(), all, null, 5, null, Caller.ADMIN));
    assertThat(new JsonArray(page.items().text())).isNotEmpty();
  }

  @Test
  void aPageEndsBeforeItBecomesTooLong() {
    String long400 = "x".repeat(190_000);
    for (int i = 0; i < 30; i++) {
      library.make(
          Kind.CONVERSATION,
          "{\"thread\":\"long\",\"prompt\":\"%s\",\"response\":\"y\"}".formatted(long400));
    }
    Page first =
        store.get(
            Research.LIST,
            Library.page(Kind.CONVERSATION, Map.of("thread", "long"), null, 500, null));
    assertThat(new Json(first.items().text()).text().length()).isLessThan(4_100_000);
    assertThat(first.nextCursor()).isNotNull();
    assertThat(library.walk(Kind.CONVERSATION, Map.of("thread", "long"), null, 500)).hasSize(30);
  }

  @Test
  void oldConversationsArePurgedAndActivityIsCounted() {
    for (int i = 0; i < 3; i++) {
      library.make(
          Kind.CONVERSATION,
          "{\"thread\":\"old\",\"prompt\":\"p\",\"response\":\"r\",\"at\":\"2001-01-0%dT00:00:00Z\"}"
              .formatted(i + 1));
    }
    Instant from = Instant.parse("2001-01-01T00:00:00Z");
    assertThat(
            store
                .get(
                    Research.ACTIVITY,
                    new Research.Activity(from, from.plus(2, ChronoUnit.DAYS), 5, Caller.ADMIN))
                .body()
                .text())
        .contains("\"thread\":\"old\"", "\"conversations\":2");
    assertThat(store.get(Research.PURGE, new Research.Purge(0, Caller.ADMIN)).deleted()).isZero();
    assertThat(store.get(Research.PURGE, new Research.Purge(9_000, Caller.ADMIN)))
        .isEqualTo(new Research.Purged(3, false));
  }
}
