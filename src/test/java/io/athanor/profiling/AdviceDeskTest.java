package io.athanor.profiling;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.bus.Bus;
import io.athanor.bus.Correlation;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Advice;
import io.athanor.contract.Advice.Analysis;
import io.athanor.contract.Advice.Analyze;
import io.athanor.contract.Advice.Finish;
import io.athanor.contract.Advice.State;
import io.athanor.contract.Caller;
import io.athanor.contract.Json;
import io.athanor.contract.Role;
import io.athanor.contract.WhatIf;
import io.athanor.contract.WhatIf.Answer;
import io.athanor.contract.WhatIf.Described;
import io.athanor.contract.WhatIf.Means;
import io.athanor.contract.WhatIf.Named;
import io.athanor.contract.WhatIf.Planned;
import io.athanor.contract.WhatIf.Tried;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class AdviceDeskTest {

  private static final UUID ID = UUID.fromString("01234567-89ab-7def-8123-456789abcdef");
  private static final Json PLAN =
      new Json(
          "[{\"Plan\":{\"Node Type\":\"Result\",\"Startup Cost\":0,\"Total Cost\":1,\"Plan Rows\":1,\"Plan Width\":4}}]");

  private final CompletableFuture<Finish> finished = new CompletableFuture<>();

  /** A store, and a planner that takes its time. */
  private Bus start(Vertx vertx, Answer answer, long millis) throws Exception {
    NodeBus node = NodeBus.create(vertx);
    Workload workload = new Workload(10, Instant.EPOCH);
    new AdviceDesk(vertx, node.open(Role.PROFILING), workload, Clock.systemUTC())
        .serve()
        .await(5, SECONDS);
    Neighbours bus = new Neighbours(node);
    Analysis running = new Analysis(ID, State.RUNNING, Instant.EPOCH, null, null, null);
    bus.serve(Advice.BEGIN, begin -> Future.succeededFuture(new Advice.Begun(ID)));
    bus.serve(Advice.TOUCH, touch -> Future.succeededFuture(new Advice.Noted()));
    bus.serve(Advice.GET, get -> Future.succeededFuture(running));
    bus.serve(
        Advice.FINISH,
        finish -> {
          finished.complete(finish);
          return Future.succeededFuture(new Advice.Noted());
        });
    bus.serve(
        WhatIf.DESCRIBE,
        all -> Future.succeededFuture(new Described(18, null, null, List.of(), Map.of())));
    bus.serve(
        WhatIf.STATEMENTS,
        all ->
            Future.succeededFuture(new WhatIf.Statements(List.of(new Named("a.b", "select 1")))));
    bus.serve(WhatIf.ASK, ask -> late(vertx, answer, millis));
    return node.open(Role.HTTP);
  }

  private static Future<Answer> late(Vertx vertx, Answer answer, long millis) {
    Promise<Answer> promise = Promise.promise();
    vertx.setTimer(millis, tick -> promise.complete(answer));
    return promise.future();
  }

  private static void begin(Vertx vertx, Bus bus) {
    vertx.runOnContext(
        go -> {
          Correlation.within(Duration.ofMillis(300));
          bus.request(Advice.ANALYZE, new Analyze(List.of(), 1L << 30, null, Caller.ADMIN));
        });
  }

  @Test
  void anAnalysisOutlivesTheRequestThatHasBegunIt(Vertx vertx) throws Exception {
    Planned planned = new Planned(1, List.of(), PLAN, null);
    Answer answer =
        new Answer(Means.TWIN, null, null, null, List.of(new Tried(List.of(), List.of(planned))));
    begin(vertx, start(vertx, answer, 1_000));
    Finish finish = finished.get(20, SECONDS);
    assertThat(finish.failure()).isNull();
    assertThat(finish.report().statements()).isEqualTo(1);
    assertThat(finish.report().recommendations()).isEmpty();
    assertThat(finish.report().means()).isEqualTo(Means.TWIN);
  }

  @Test
  void whereNothingCanBeAskedTheReasonIsKept(Vertx vertx) throws Exception {
    begin(vertx, start(vertx, new Answer(Means.NONE, "not our server", null, null, List.of()), 1));
    assertThat(finished.get(20, SECONDS).failure()).isEqualTo("not our server");
  }
}
