package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Batches;
import io.athanor.contract.Caller;
import io.athanor.contract.Json;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BatchIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void clear() throws SQLException {
    store.clear();
  }

  private static JsonObject results(List<UUID> ids) {
    return new JsonObject(
        store.get(Batches.RESULTS, new Batches.Results(ids, Caller.ADMIN)).body().text());
  }

  private static void ends(Member member, Work work, String result) {
    member.commits(
        Member.ended(work, Verdict.SUCCEEDED, new Json(result), List.<Attempts.Metric>of()));
  }

  @Test
  void resultsComeInTheOrderOfTheRequestWhateverEndedFirst() {
    List<UUID> ids = store.insert(Draft.many("p", 5));
    Member member = store.member("p");
    List<Work> work = new ArrayList<>(member.takes(4));
    ends(member, work.get(2), "{\"n\":2}");
    ends(member, work.get(0), "0.10");
    member.commits(Member.ended(work.get(1), Verdict.FAILED));
    ids = new ArrayList<>(ids);
    ids.add(store.insert(Draft.in("p").notBefore(Instant.now().plusSeconds(999))).get(0));
    Collections.reverse(ids);
    JsonObject answer = results(ids);
    assertThat(answer.getValue("next")).isNull();
    assertThat(answer.getJsonArray("items").stream().map(JsonObject.class::cast))
        .extracting(item -> item.getString("state") + " " + item.getValue("result"))
        .containsExactly(
            "CREATED null",
            "QUEUED null",
            "RUNNING null",
            "COMPLETED {\"n\":2}",
            "FAILED null",
            "COMPLETED 0.1");
    assertThat(answer.getJsonArray("items").getJsonObject(3).getString("id"))
        .isEqualTo(ids.get(3).toString());
  }

  @Test
  void aLongAnswerEndsEarlyAndSaysWhereToGoOn() {
    List<UUID> ids = store.insert(Draft.many("p", 4));
    Member member = store.member("p");
    String long2M = "\"" + "x".repeat(2_000_000) + "\"";
    member.takes(4).forEach(work -> ends(member, work, long2M));
    assertThat(results(ids).getJsonArray("items")).hasSize(1);
    assertThat(results(ids).getInteger("next")).isEqualTo(1);
  }

  @Test
  void unknownIdsAreNamedByTheirPlace() {
    UUID id = store.insert(Draft.in("p")).get(0);
    Batches.Results asked = new Batches.Results(List.of(id, UUID.randomUUID(), id), Caller.ADMIN);
    assertThat(Await.refusal(store.ask(Batches.RESULTS, asked)).errors())
        .extracting(error -> error.field())
        .containsExactly("ids[1]");
  }
}
