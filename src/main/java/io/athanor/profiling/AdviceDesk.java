package io.athanor.profiling;

import io.athanor.bus.Bus;
import io.athanor.contract.Advice;
import io.athanor.contract.Advice.Analysis;
import io.athanor.contract.Advice.Analyze;
import io.athanor.contract.Advice.Finish;
import io.athanor.contract.Advice.Report;
import io.athanor.contract.Advice.Touch;
import io.athanor.contract.Advice.Weighted;
import io.athanor.contract.WhatIf;
import io.athanor.contract.WhatIf.Answer;
import io.athanor.contract.WhatIf.Ask;
import io.athanor.profiling.selection.Selection;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins analyses of which indexes there should be, and works on them one at a time. */
final class AdviceDesk {

  private static final Logger LOG = LoggerFactory.getLogger(AdviceDesk.class);
  private static final long TOUCH_MILLIS = 10_000;

  private final Vertx vertx;
  private final Bus bus;
  private final Workload workload;
  private final Clock clock;
  private Context context;

  AdviceDesk(Vertx vertx, Bus bus, Workload workload, Clock clock) {
    this.vertx = vertx;
    this.bus = bus;
    this.workload = workload;
    this.clock = clock;
  }

  Future<Void> serve() {
    context = vertx.getOrCreateContext();
    return bus.serve(Advice.ANALYZE, this::begin);
  }

  /** Answers when it is noted that the analysis goes on, which nobody has to wait for. */
  private Future<Analysis> begin(Analyze asked) {
    return bus.request(Advice.BEGIN, new Advice.Begin())
        .compose(
            begun -> {
              // The analysis has more time than the request that has begun it.
              context.runOnContext(go -> work(begun.id(), asked));
              return bus.request(Advice.GET, new Advice.Get(begun.id(), asked.caller()));
            });
  }

  private void work(UUID id, Analyze asked) {
    long timer = vertx.setPeriodic(TOUCH_MILLIS, tick -> bus.request(Advice.TOUCH, new Touch(id)));
    analyze(id, asked)
        .transform((report, cause) -> bus.request(Advice.FINISH, finish(id, report, cause)))
        .onFailure(cause -> LOG.warn("an analysis could not be kept: {}", cause.toString()))
        .onComplete(done -> vertx.cancelTimer(timer));
  }

  private static Finish finish(UUID id, Report report, Throwable cause) {
    if (cause == null) {
      return new Finish(id, report, null);
    }
    LOG.warn("an analysis of the indexes failed", cause);
    return new Finish(id, null, String.valueOf(cause.getMessage()));
  }

  private Future<Report> analyze(UUID id, Analyze asked) {
    return Future.all(
            bus.request(WhatIf.DESCRIBE, new WhatIf.Describe(List.of())),
            bus.request(WhatIf.STATEMENTS, new WhatIf.ListStatements()))
        .compose(
            all -> {
              WhatIf.Described described = all.resultAt(0);
              WhatIf.Statements named = all.resultAt(1);
              boolean own = asked.statements().isEmpty();
              ObservedWorkload seen = new ObservedWorkload(workload, clock.instant());
              List<Weighted> statements = own ? seen.with(named.statements()) : asked.statements();
              Selection selection =
                  new Selection(vertx, this::ask, own, described, clock.instant());
              if (own) {
                selection.observed(seen.since());
              }
              if (asked.copyBytes() != null) {
                selection.by(new BusCopy(vertx, bus, id), asked.copyBytes());
              }
              return selection.of(statements, asked.budgetBytes());
            });
  }

  private Future<Answer> ask(Ask ask) {
    return bus.request(WhatIf.ASK, ask);
  }
}
