package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Forecasts;
import io.athanor.contract.Forecasts.Change;
import io.athanor.contract.Forecasts.Forecast;
import io.athanor.contract.Forecasts.Forecasted;
import io.athanor.contract.PlannerStatistics;
import io.athanor.contract.WhatIf;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastRoutesTest {

  private static final String PATH = "/admin/database/what-if";

  private final AtomicReference<Forecast> asked = new AtomicReference<>();
  private HttpNode node;

  @BeforeEach
  void start() throws Exception {
    node = HttpNode.start();
    Change change = new Change("a.b", null, 9, 3, List.of("x"), List.of("y"), null, null);
    node.neighbours()
        .serve(
            Forecasts.FORECAST,
            one -> {
              asked.set(one);
              return Future.succeededFuture(
                  new Forecasted(
                      WhatIf.Means.TWIN, null, null, null, 1, List.of(), List.of(change), 7));
            });
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void whatWouldBeIsTold() throws Exception {
    HttpNode.Answer answer =
        node.post(
            PATH,
            "{\"create\":[\"create index y on t (a)\"],\"statements\":[{\"sql\":\"select 1\"},{\"name\":\"a.b\"}]}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getInteger("unchanged")).isEqualTo(7);
    assertThat(asked.get().times()).isEqualTo(1);
    assertThat(asked.get().statements()).hasSize(2);
    assertThat(node.post(PATH, "{\"times\":10}").status()).isEqualTo(200);
    assertThat(asked.get().times()).isEqualTo(10);
  }

  @Test
  void whatThePlannerKnowsIsExported() throws Exception {
    List<PlannerStatistics.Export> exports = new ArrayList<>();
    node.neighbours()
        .serve(
            PlannerStatistics.EXPORT,
            one -> {
              exports.add(one);
              return Future.succeededFuture(
                  new PlannerStatistics.Exported(
                      1, "18.1", "023", Instant.EPOCH, one.values(), Map.of(), List.of()));
            });
    HttpNode.Answer answer = node.get("/admin/database/statistics");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getString("takenAt")).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(node.get("/admin/database/statistics?without=values").status()).isEqualTo(200);
    assertThat(exports).extracting(PlannerStatistics.Export::values).containsExactly(true, false);
    assertThat(node.get("/admin/database/statistics?without=all").status()).isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"times\":1}",
        "{\"times\":0.5}",
        "{\"times\":1e9}",
        "{\"times\":10,\"statements\":[{}]}",
        "{\"times\":10,\"statements\":[{\"sql\":\"select 1\",\"name\":\"a.b\"}]}",
        "{\"times\":10,\"unknown\":1}"
      })
  void anUnclearQuestionIsRefused(String body) throws Exception {
    assertThat(node.post(PATH, body).status()).isIn(400, 422);
    assertThat(asked.get()).isNull();
  }
}
