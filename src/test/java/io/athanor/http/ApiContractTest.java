package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contract.Experiments;
import io.athanor.contract.Json;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

/** The guard itself must be able to fail. */
class ApiContractTest {

  @Test
  void anAnswerThatTheContractDoesNotPromiseIsNoticed() throws Exception {
    try (HttpNode node = HttpNode.start()) {
      node.neighbours()
          .serve(
              Experiments.LIST,
              list -> Future.succeededFuture(new Experiments.Page(new Json("[1]"), null)));
      assertThatThrownBy(() -> node.get("/api/v1/experiments")).isInstanceOf(AssertionError.class);
      node.neighbours()
          .serve(
              Experiments.QUEUE,
              asked -> Future.succeededFuture(new Experiments.Document(new Json("[]"), false)));
      assertThatThrownBy(() -> node.get("/api/v1/queue")).isInstanceOf(AssertionError.class);
    }
  }
}
