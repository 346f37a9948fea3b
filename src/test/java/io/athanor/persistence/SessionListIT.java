package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Research;
import io.athanor.support.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionListIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  @Test
  void sessionsArePagedNewestFirst() throws JsonProcessingException {
    List<UUID> stored = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      UUID id = Draft.in("p").id();
      stored.add(0, id);
      Research.OpenSession open =
          new Research.OpenSession(
              "q\"}", i == 0 ? null : "d", null, Map.of("a", "\"}"), Caller.ADMIN);
      Json body = store.get(Research.STORE_SESSION, new Research.StoreSession(id, open)).body();
      assertThat(ListIT.JSON.readTree(body.text()).path("tags").path("a").asText())
          .isEqualTo("\"}");
      assertThat(store.get(Research.SESSION, new Research.GetSession(id, Caller.ADMIN)).body())
          .isEqualTo(body);
    }
    List<UUID> found = new ArrayList<>();
    String cursor = null;
    do {
      Page page = store.get(Research.SESSIONS, new Research.ListSessions(3, cursor, Caller.ADMIN));
      found.addAll(ListIT.idsOf(page.items()));
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(found).isEqualTo(stored);
    Research.GetSession unknown = new Research.GetSession(UUID.randomUUID(), Caller.ADMIN);
    assertThat(Await.refusal(store.ask(Research.SESSION, unknown)).failure())
        .isEqualTo(Failure.NOT_FOUND);
    Research.OpenSession nul =
        new Research.OpenSession("q", null, null, Map.of("a", "\0"), Caller.ADMIN);
    assertThat(
            Await.refusal(
                    store.ask(
                        Research.STORE_SESSION, new Research.StoreSession(UUID.randomUUID(), nul)))
                .failure())
        .isEqualTo(Failure.UNPROCESSABLE);
  }
}
