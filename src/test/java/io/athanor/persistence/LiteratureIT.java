package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Caller;
import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Failure;
import io.athanor.contract.Kind;
import io.athanor.contract.Literature;
import io.athanor.support.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is asked of the literature: right answers, whole walks, bounded work. */
class LiteratureIT {

  private static final UUID NOBODY = new UUID(0x7000, 0x8000000000000000L);

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static Instant now;
  private static Library library;
  private static Shelf shelf;

  @BeforeAll
  static void fill() throws Exception {
    now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    library = Library.on(store);
    shelf = Shelf.fill(store, library, now);
  }

  private static List<String> walk(Function<String, Page> ask, String field) {
    List<String> found = new ArrayList<>();
    String cursor = null;
    do {
      Page page = ask.apply(cursor);
      new JsonArray(page.items().text())
          .forEach(item -> found.add(((JsonObject) item).getString(field)));
      cursor = page.nextCursor();
    } while (cursor != null);
    return found;
  }

  private static List<String> titles(int... numbers) {
    List<String> titles = new ArrayList<>();
    for (int number : numbers) {
      titles.add("Deep reinforcement learning, part " + number);
    }
    return titles;
  }

  private static Page discoveries(double least, Instant since, List<String> from, String cursor) {
    return store.get(
        Literature.DISCOVERIES,
        new Literature.Discoveries(least, since, from, 5, cursor, Caller.ADMIN));
  }

  @Test
  void discoveriesComeBestFirstAndCanBeFiltered() {
    List<String> all = walk(cursor -> discoveries(0, null, List.of(), cursor), "title");
    assertThat(all).hasSize(12).doesNotHaveDuplicates();
    JsonArray items = new JsonArray(discoveries(0, null, List.of(), null).items().text());
    List<Double> scores =
        items.stream()
            .map(item -> ((JsonObject) item).getJsonObject("scores").getDouble("discovery"))
            .toList();
    assertThat(scores).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    Instant since = now.minus(3, ChronoUnit.DAYS);
    assertThat(walk(cursor -> discoveries(0, since, List.of("arxiv"), cursor), "title"))
        .containsExactlyInAnyOrderElementsOf(titles(0, 2));
    assertThat(walk(cursor -> discoveries(100, null, List.of(), cursor), "title")).isEmpty();
  }

  @Test
  void papersOfAnyCenturyAreFound() {
    List<String> from = List.of("archive");
    List<UUID> old = new ArrayList<>();
    for (String year : List.of("0001", "1950")) {
      UUID paper =
          library.make(
              Kind.PAPER,
              "{\"source\":\"archive\",\"title\":\"Of %1$s\",\"publishedAt\":\"%1$s-06-01T00:00:00Z\"}"
                  .formatted(year));
      store.get(Literature.SCORE, new Literature.Score(paper, Caller.ADMIN));
      old.add(paper);
    }
    Instant since = Instant.parse("1900-01-01T00:00:00Z");
    assertThat(walk(cursor -> discoveries(0, null, from, cursor), "title"))
        .containsExactlyInAnyOrder("Of 0001", "Of 1950");
    assertThat(walk(cursor -> discoveries(0, since, from, cursor), "title"))
        .containsExactly("Of 1950");
    assertThat(walk(cursor -> recent(null, from, cursor), "title"))
        .containsExactly("Of 1950", "Of 0001");
    assertThat(walk(cursor -> recent(since, from, cursor), "title")).containsExactly("Of 1950");
    old.forEach(paper -> Await.value(library.delete(Kind.PAPER, paper, null)));
  }

  private static Page recent(Instant since, List<String> from, String cursor) {
    return store.get(
        Literature.RECENT, new Literature.Recent(since, from, 2, cursor, Caller.ADMIN));
  }

  @Test
  void timelineAndRecentPapersComeNewestFirst() {
    assertThat(
            walk(
                cursor ->
                    store.get(
                        Literature.TIMELINE,
                        new Literature.Timeline(shelf.topic(), 5, cursor, Caller.ADMIN)),
                "title"))
        .isEqualTo(titles(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
    Instant week = now.minus(7, ChronoUnit.DAYS);
    assertThat(walk(cursor -> recent(week, List.of("x"), cursor), "title"))
        .isEqualTo(titles(1, 3, 5, 7));
    assertThat(
            Await.refusal(
                    store.ask(
                        Literature.TIMELINE,
                        new Literature.Timeline(NOBODY, 5, null, Caller.ADMIN)))
                .failure())
        .isEqualTo(Failure.NOT_FOUND);
  }

  private static Page citations(UUID paper, boolean incoming, double least, String cursor) {
    return store.get(
        Literature.CITATIONS,
        new Literature.Citations(paper, incoming, least, null, 500, cursor, Caller.ADMIN));
  }

  @Test
  void citationsAreWalkedInBothDirections() {
    JsonObject out =
        new JsonArray(citations(shelf.paper(5), false, 0, null).items().text()).getJsonObject(0);
    assertThat(out.getJsonObject("paper").getString("id")).isEqualTo(shelf.paper(4).toString());
    JsonObject in =
        new JsonArray(citations(shelf.paper(5), true, 0.5, null).items().text()).getJsonObject(0);
    assertThat(in.getJsonObject("paper").getString("id")).isEqualTo(shelf.paper(6).toString());
    assertThat(walk(cursor -> citations(shelf.paper(1), true, 0, cursor), "id"))
        .hasSize(401)
        .doesNotHaveDuplicates();
  }

  @Test
  void similarTitlesAreFound() {
    Page page =
        store.get(Literature.SIMILAR, new Literature.Similar(shelf.paper(3), 4, Caller.ADMIN));
    assertThat(page.items().text()).contains("Deep reinforcement learning");
    assertThat(new JsonArray(page.items().text())).hasSize(4);
  }

  @Test
  void topicsAndPeopleAreFoundByLikenessAndInfluence() {
    UUID other = library.make(Kind.TOPIC, "{\"name\":\"b\",\"taxonomyPath\":\"ai/b\"}");
    library.make(
        Kind.TOPIC_SIMILARITY,
        "{\"topicId\":\"%s\",\"otherId\":\"%s\",\"similarity\":0.7}"
            .formatted(shelf.topic(), other));
    for (UUID one : List.of(shelf.topic(), other)) {
      assertThat(
              store
                  .get(
                      Literature.RELATED_TOPICS,
                      new Literature.RelatedTopics(one, 5, null, Caller.ADMIN))
                  .items()
                  .text())
          .contains("\"similarity\":0.7");
    }
    for (int i = 0; i < 5; i++) {
      library.make(
          Kind.ENTITY,
          "{\"type\":\"person\",\"name\":\"P%d\",\"influenceScore\":%d,\"lastActivityAt\":\"%s\"}"
              .formatted(i, i, now.minus(10L * i, ChronoUnit.DAYS)));
    }
    assertThat(
            walk(
                cursor ->
                    store.get(
                        Literature.TRENDING,
                        new Literature.Trending(
                            now.minus(30, ChronoUnit.DAYS), 2, cursor, Caller.ADMIN)),
                "name"))
        .containsExactly("P3", "P2", "P1", "P0");
  }

  @Test
  void aScoreIsKeptAndFollowsItsPaper() throws Exception {
    Literature.Scored scored =
        store.get(Literature.SCORE, new Literature.Score(shelf.paper(2), Caller.ADMIN));
    assertThat(scored.emergence()).isGreaterThan(0);
    assertThat(scored.signals().nearest()).isGreaterThan(0.5);
    assertThat(
            store
                .get(Literature.GET_SCORE, new Literature.GetScore(shelf.paper(2), Caller.ADMIN))
                .discovery())
        .isEqualTo(scored.discovery());
    assertThat(
            Await.refusal(store.ask(Literature.SCORE, new Literature.Score(NOBODY, Caller.ADMIN)))
                .failure())
        .isEqualTo(Failure.NOT_FOUND);
    UUID moved = library.make(Kind.PAPER, "{\"source\":\"s\",\"title\":\"Something else\"}");
    store.get(Literature.SCORE, new Literature.Score(moved, Caller.ADMIN));
    Await.value(
        library.change(Kind.PAPER, moved, null, "{\"publishedAt\":\"1999-01-01T00:00:00Z\"}"));
    assertThat(
            store.value(
                "select extract(year from published_at) from paper_scores where paper_id = ?",
                moved))
        .isEqualTo("1999");
    Await.value(library.delete(Kind.PAPER, moved, null));
  }
}
