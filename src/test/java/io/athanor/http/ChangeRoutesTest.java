package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Changes;
import io.athanor.contract.Changes.Apply;
import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeRoutesTest {

  private static final UUID ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
  private static final String APPLY = "/admin/database/advice/" + ID + "/apply";

  private final AtomicReference<Apply> asked = new AtomicReference<>();
  private HttpNode node;

  @BeforeEach
  void start() throws Exception {
    node = HttpNode.start();
    node.neighbours()
        .serve(
            Changes.APPLY,
            apply -> {
              asked.set(apply);
              return Future.failedFuture(
                  new RefusedException(
                      new Refusal(Failure.CONFLICT, "disk-too-full", "Full.", "Make room.", null)));
            });
    node.neighbours()
        .serve(
            Changes.LIST, page -> Future.succeededFuture(new Changes.Page(List.of(), "further")));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void aRefusalIsToldWithWhatToDo() throws Exception {
    HttpNode.Answer answer = node.post(APPLY, "{\"recommendation\":\"create-x\"}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().getString("type")).contains("disk-too-full");
    assertThat(answer.json().encode()).contains("Make room.");
    assertThat(asked.get().watchSeconds()).isEqualTo(600);
    assertThat(asked.get().analysis()).isEqualTo(ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"recommendation\":\"\"}",
        "{\"recommendation\":\"x\",\"watchSeconds\":9}",
        "{\"recommendation\":\"x\",\"watchSeconds\":86401}",
        "{\"recommendation\":\"x\",\"sql\":\"drop table papers\"}"
      })
  void anUnclearRequestIsRefused(String body) throws Exception {
    assertThat(node.post(APPLY, body).status()).isIn(400, 422);
    assertThat(asked.get()).isNull();
  }

  @Test
  void changesAreListed() throws Exception {
    HttpNode.Answer answer = node.get("/admin/database/changes?limit=5");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getString("nextCursor")).isEqualTo("further");
    assertThat(node.get("/admin/database/changes?limit=0").status()).isEqualTo(422);
    HttpNode.Answer none = node.get("/admin/database/changes/none");
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.json().getString("advice")).contains("athanor db changes");
  }
}
