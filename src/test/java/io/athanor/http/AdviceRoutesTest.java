package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Advice;
import io.athanor.contract.Advice.Analysis;
import io.athanor.contract.Advice.Analyze;
import io.athanor.contract.Advice.State;
import io.athanor.contract.WhatIf;
import io.athanor.contract.WhatIf.Described;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdviceRoutesTest {

  private static final String PATH = "/admin/database/advice";
  private static final UUID ID = UUID.fromString("01234567-89ab-7def-8123-456789abcdef");

  private final AtomicReference<Analyze> asked = new AtomicReference<>();
  private final AtomicReference<Advice.Get> got = new AtomicReference<>();
  private final AtomicReference<WhatIf.Describe> described = new AtomicReference<>();
  private HttpNode node;

  @BeforeEach
  void start() throws Exception {
    node = HttpNode.start();
    Analysis running = new Analysis(ID, State.RUNNING, Instant.EPOCH, null, null, null);
    node.neighbours()
        .serve(
            Advice.ANALYZE,
            one -> {
              asked.set(one);
              return Future.succeededFuture(running);
            });
    node.neighbours()
        .serve(
            Advice.GET,
            one -> {
              got.set(one);
              return Future.succeededFuture(running);
            });
    node.neighbours()
        .serve(
            WhatIf.DESCRIBE,
            one -> {
              described.set(one);
              return Future.succeededFuture(new Described(18, null, null, List.of(), Map.of()));
            });
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void anAnalysisBeginsAndIsLookedAt() throws Exception {
    HttpNode.Answer begun = node.post(PATH, "{}");
    assertThat(begun.status()).isEqualTo(202);
    assertThat(begun.json().getString("state")).isEqualTo("RUNNING");
    assertThat(asked.get().statements()).isEmpty();
    assertThat(asked.get().budgetBytes()).isEqualTo(1L << 30);
    assertThat(node.get(PATH).status()).isEqualTo(200);
    assertThat(got.get().id()).isNull();
    assertThat(node.get(PATH + "/" + ID).status()).isEqualTo(200);
    assertThat(got.get().id()).isEqualTo(ID);
    assertThat(node.get(PATH + "/none").status()).isEqualTo(404);
  }

  @Test
  void statementsOfPeopleHaveAWeight() throws Exception {
    String body =
        "{\"statements\":[{\"sql\":\"select 1\"},{\"name\":\"b\",\"sql\":\"select 2\",\"callsPerHour\":60,\"meanMillis\":1.5}],"
            + "\"budgetBytes\":5}";
    assertThat(node.post(PATH, body).status()).isEqualTo(202);
    assertThat(asked.get().budgetBytes()).isEqualTo(5);
    assertThat(asked.get().statements())
        .containsExactly(
            new Advice.Weighted("statement 1", "select 1", 1, null),
            new Advice.Weighted("b", "select 2", 60, 1.5));
  }

  @Test
  void theClockIsAskedWithACopyOfAUsualSize() throws Exception {
    assertThat(node.post(PATH, "{\"clock\":true}").status()).isEqualTo(202);
    assertThat(asked.get().copyBytes()).isEqualTo(2L << 30);
    assertThat(node.post(PATH, "{\"clock\":true,\"copyBytes\":7}").status()).isEqualTo(202);
    assertThat(asked.get().copyBytes()).isEqualTo(7);
    assertThat(node.post(PATH, "{\"clock\":false}").status()).isEqualTo(202);
    assertThat(asked.get().copyBytes()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"budgetBytes\":-1}",
        "{\"copyBytes\":5}",
        "{\"clock\":true,\"copyBytes\":0}",
        "{\"statements\":[{}]}",
        "{\"statements\":[{\"sql\":\" \"}]}",
        "{\"statements\":[{\"sql\":\"select 1\",\"callsPerHour\":0}]}",
        "{\"statements\":[{\"sql\":\"select 1\",\"callsPerHour\":1e12}]}",
        "{\"statements\":[{\"sql\":\"select 1\",\"meanMillis\":-1}]}",
        "{\"unknown\":1}"
      })
  void anUnclearQuestionIsRefused(String body) throws Exception {
    assertThat(node.post(PATH, body).status()).isIn(400, 422);
    assertThat(asked.get()).isNull();
  }

  @Test
  void indexesAreListedByTable() throws Exception {
    assertThat(node.get("/admin/database/indexes").status()).isEqualTo(200);
    assertThat(described.get().tables()).isEmpty();
    assertThat(node.get("/admin/database/indexes?table=papers").status()).isEqualTo(200);
    assertThat(described.get().tables()).containsExactly("public.papers");
  }
}
