package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.contract.Failure;
import io.athanor.contract.PlannerStatistics;
import io.athanor.contract.PlannerStatistics.Export;
import io.athanor.contract.PlannerStatistics.Exported;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.contract.WhatIf;
import io.athanor.contract.WhatIf.Answer;
import io.athanor.contract.WhatIf.Ask;
import io.athanor.contract.WhatIf.Named;
import io.athanor.contract.WhatIf.Statements;
import io.athanor.persistence.twin.StatisticsExport;
import io.athanor.persistence.twin.TwinSite;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Answers what the database would do, on a thread of its own, one question after the other. Must be
 * used from one context only.
 */
final class WhatIfDesk {

  private static final int MOST_WAITING = 4;
  private static final long KEPT_MILLIS = 15_000;

  /** Whoever asks waits a little longer. */
  private static final long PATIENCE_MILLIS = 6_500;

  private static final long AGAIN_MILLIS = 200;

  private final Vertx vertx;
  private final DatabaseAccess access;
  private final Supplier<Future<Map<String, Statement>>> named;
  private final TableDescriptions tables;
  private final TrialPlanners planners;
  private final OwnThread worker;
  private final long patienceMillis;
  private int waiting;
  private long timer = -1;

  WhatIfDesk(
      Vertx vertx,
      DatabaseAccess access,
      Database database,
      Supplier<Future<Map<String, Statement>>> named) {
    this(vertx, access, database, named, PATIENCE_MILLIS);
  }

  /**
   * @param patienceMillis for which a question waits while rows are copied
   */
  WhatIfDesk(
      Vertx vertx,
      DatabaseAccess access,
      Database database,
      Supplier<Future<Map<String, Statement>>> named,
      long patienceMillis) {
    this.patienceMillis = patienceMillis;
    this.vertx = vertx;
    this.access = access;
    this.named = named;
    this.tables = new TableDescriptions(database);
    this.planners = new TrialPlanners(access);
    this.worker = new OwnThread(vertx, "athanor-what-if", 2);
  }

  Future<?> serve(Bus bus) {
    return Future.all(
        bus.serve(WhatIf.ASK, this::ask),
        bus.serve(WhatIf.STATEMENTS, all -> named.get().map(WhatIfDesk::statements)),
        bus.serve(WhatIf.DESCRIBE, tables::describe),
        bus.serve(PlannerStatistics.EXPORT, this::export));
  }

  private Future<Exported> export(Export asked) {
    return worker
        .run(
            () ->
                StatisticsExport.of(
                    access.node(),
                    OwnedServer.of(access, OwnedServer.self()).site().map(TwinSite::data),
                    asked.values()))
        .recover(cause -> Future.failedFuture(refusal(cause)));
  }

  private static Statements statements(Map<String, Statement> named) {
    return new Statements(
        named.values().stream().map(one -> new Named(one.name(), one.text())).toList());
  }

  private Future<Answer> ask(Ask ask) {
    if (waiting >= MOST_WAITING) {
      return Future.failedFuture(
          new RefusedException(
              new Refusal(
                  Failure.OVERLOADED,
                  "what-if-busy",
                  "Several questions to the planner wait on this node already.",
                  "Try again in a moment.",
                  null)));
    }
    waiting++;
    vertx.cancelTimer(timer);
    AtomicBoolean gone = new AtomicBoolean();
    Future<Answer> answer =
        worker
            .run(() -> gone.get() ? null : WhatIfTrials.answer(ask, planners))
            .recover(cause -> Future.failedFuture(refusal(cause)));
    return patiently(answer, patienceMillis)
        .andThen(
            (told, cause) -> {
              gone.set(true);
              done();
            });
  }

  /** Rows may take longer to copy than whoever asks waits. */
  private Future<Answer> patiently(Future<Answer> answer, long millis) {
    return answer
        .timeout(millis, TimeUnit.MILLISECONDS)
        .recover(
            cause -> {
              if (answer.isComplete()) {
                return answer;
              }
              return planners.isCopying()
                  ? Future.failedFuture(TrialPlanners.copying())
                  : patiently(answer, AGAIN_MILLIS);
            });
  }

  private static RefusedException refusal(Throwable cause) {
    return cause instanceof RefusedException refused
        ? refused
        : new RefusedException(
            new Refusal(
                Failure.UNAVAILABLE,
                "what-if-failed",
                "The planner could not be asked: " + cause.getMessage(),
                "See the node's log; the database itself is not touched by it.",
                null));
  }

  private void done() {
    waiting--;
    if (waiting == 0) {
      timer = vertx.setTimer(KEPT_MILLIS, idle -> close());
    }
  }

  private Future<Void> close() {
    return worker.<Void>run(
        () -> {
          planners.close();
          return null;
        });
  }

  Future<Void> stop() {
    vertx.cancelTimer(timer);
    planners.cancel();
    return close().eventually(worker::close);
  }
}
