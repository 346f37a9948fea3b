package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.ListPage;
import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Order;
import io.athanor.contract.State;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListIT {

  static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void clear() throws SQLException {
    store.clear();
  }

  /** A page's request in the making. */
  private record Asked(
      State state,
      String runtime,
      String domain,
      UUID session,
      Map<String, String> tags,
      String text,
      Instant after,
      Instant before) {

    static final Asked ALL = new Asked(null, null, null, null, Map.of(), null, null, null);

    static Asked in(State state) {
      return new Asked(state, null, null, null, Map.of(), null, null, null);
    }

    static Asked between(Instant after, Instant before) {
      return new Asked(null, null, null, null, Map.of(), null, after, before);
    }

    Page page(boolean oldestFirst, int limit, String cursor) {
      return store.get(
          Experiments.LIST,
          new ListPage(
              state,
              runtime,
              domain,
              session,
              null,
              null,
              tags,
              null,
              text,
              after,
              before,
              oldestFirst ? Order.OLDEST : Order.NEWEST,
              limit,
              cursor,
              Caller.ADMIN));
    }

    List<UUID> all(boolean oldestFirst, int limit, Runnable between) {
      List<UUID> found = new ArrayList<>();
      String cursor = null;
      do {
        Page page = page(oldestFirst, limit, cursor);
        List<UUID> ids = idsOf(page.items());
        assertThat(ids).hasSizeLessThanOrEqualTo(limit);
        found.addAll(ids);
        cursor = page.nextCursor();
        between.run();
      } while (cursor != null);
      return found;
    }

    List<UUID> ids() {
      return all(true, 100, () -> {});
    }
  }

  static List<UUID> idsOf(Json items) {
    try {
      List<UUID> ids = new ArrayList<>();
      JSON.readTree(items.text()).forEach(one -> ids.add(UUID.fromString(one.path("id").asText())));
      return ids;
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + items.text(), e);
    }
  }

  @Test
  void everyPageWhileOthersSubmitHasNoGapAndNothingTwice() {
    for (boolean oldestFirst : new boolean[] {true, false}) {
      for (State state : new State[] {null, State.QUEUED}) {
        List<UUID> before = Asked.in(state).ids();
        before.addAll(store.insert(Draft.many("p", 57)));
        List<UUID> found = Asked.in(state).all(oldestFirst, 10, () -> store.insert(Draft.in("p")));
        assertThat(found).doesNotHaveDuplicates().containsAll(before);
        List<UUID> sorted = new ArrayList<>(before);
        if (!oldestFirst) {
          Collections.reverse(sorted);
        }
        assertThat(found).containsSubsequence(sorted);
      }
    }
  }

  @Test
  void everyStateHasItsOwn() {
    UUID queued = store.insert(Draft.in("q")).get(0);
    Member member = store.member("p");
    UUID running = store.insert(Draft.in("p")).get(0);
    member.takesOne();
    for (Verdict verdict : List.of(Verdict.SUCCEEDED, Verdict.FAILED, Verdict.WALL_LIMIT)) {
      UUID id = store.insert(Draft.in("p")).get(0);
      member.commits(Member.ended(member.takesOne(), verdict));
      assertThat(Asked.in(verdict.state()).ids()).containsExactly(id);
    }
    assertThat(Asked.in(State.QUEUED).ids()).containsExactly(queued);
    assertThat(Asked.in(State.RUNNING).ids()).containsExactly(running);
    assertThat(Asked.in(State.CREATED).ids()).isEmpty();
    assertThat(Asked.ALL.ids()).hasSize(5);
  }

  @Test
  void filtersCombine() throws SQLException {
    UUID session = UUID.randomUUID();
    store.execute(
        "insert into sessions (id, owner, question) values ('" + session + "', 'admin', 'why?')");
    UUID id =
        store
            .insert(
                Draft.in("p")
                    .name("Über 100%_a")
                    .runtime("bash")
                    .domain("d")
                    .session(session)
                    .tags(Map.of("k", "v", "l", "w")))
            .get(0);
    store.insert(
        Draft.in("p").name("über").domain("d").session(session).tags(Map.of("k", "v")),
        Draft.in("p").runtime("bash").tags(Map.of("k", "w", "l", "w")),
        Draft.in("p").name(null));
    Asked all =
        new Asked(
            State.QUEUED,
            "bash",
            "d",
            session,
            Map.of("k", "v", "l", "w"),
            "100%_",
            Instant.now().minusSeconds(600),
            Instant.now().plusSeconds(600));
    assertThat(all.ids()).containsExactly(id);
    assertThat(new Asked(null, null, null, null, Map.of("l", "w"), null, null, null).ids())
        .hasSize(2);
    assertThat(new Asked(null, null, null, session, Map.of(), null, null, null).ids()).hasSize(2);
    assertThat(new Asked(null, null, null, null, Map.of(), "ÜBER", null, null).ids()).hasSize(2);
    assertThat(new Asked(null, null, "D", null, Map.of(), null, null, null).ids()).isEmpty();
  }

  @Test
  void timesBoundTheListAndFarOnesDoNoHarm() {
    List<UUID> ids = store.insert(Draft.many("p", 3));
    Instant now = Instant.now();
    assertThat(Asked.between(now.minusSeconds(60), now.plusSeconds(60)).ids()).isEqualTo(ids);
    assertThat(Asked.between(now.plusSeconds(60), null).ids()).isEmpty();
    assertThat(Asked.between(null, now.minusSeconds(60)).ids()).isEmpty();
    assertThat(Asked.between(Instant.MIN, Instant.MAX).ids()).isEqualTo(ids);
    assertThat(Asked.between(Instant.MAX, null).ids()).isEmpty();
    assertThat(Asked.between(null, Instant.parse("1900-01-01T00:00:00Z")).ids()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "%%%", "AAAA", "bm90IGEgdXVpZA", "' or 1=1 --"})
  void aDamagedCursorIsInvalid(String cursor) {
    assertThat(
            Await.refusal(
                    store.ask(
                        Experiments.LIST,
                        new ListPage(
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            Map.of(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            5,
                            cursor,
                            Caller.ADMIN)))
                .failure())
        .isEqualTo(Failure.INVALID);
  }
}
