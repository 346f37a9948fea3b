package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Caller;
import io.athanor.contract.Forecasts;
import io.athanor.contract.Forecasts.Forecast;
import io.athanor.contract.Forecasts.Subject;
import io.athanor.contract.PlannerStatistics;
import io.athanor.contract.Refusal.FieldError;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** What would become of statements if the database were another. */
final class ForecastRoutes {

  private static final int MOST_INDEXES = 50;
  private static final int MOST_STATEMENTS = 200;
  private static final double MOST_TIMES = 10_000;

  private final Bus bus;
  private final RequestBody bodies;

  ForecastRoutes(Bus bus, RequestBody bodies) {
    this.bus = bus;
    this.bodies = bodies;
  }

  /** The body that asks what would be. */
  record WhatIfBody(
      List<String> create, List<String> without, Double times, List<Subject> statements) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/admin/database/what-if", this::whatIf),
        Endpoint.get("/admin/database/statistics", this::statistics));
  }

  private Future<Void> statistics(RoutingContext ctx) {
    Query query = Query.of(ctx, "without");
    boolean values = query.some("without", List.of("values")).isEmpty();
    query.check();
    return bus.request(PlannerStatistics.EXPORT, new PlannerStatistics.Export(values))
        .compose(exported -> Replies.record(ctx, 200, exported));
  }

  private Future<Void> whatIf(RoutingContext ctx) {
    Query.none(ctx);
    return bodies
        .read(ctx, RequestBody.JSON)
        .map(ForecastRoutes::asked)
        .compose(asked -> bus.request(Forecasts.FORECAST, asked))
        .compose(forecasted -> Replies.record(ctx, 200, forecasted));
  }

  private static Forecast asked(byte[] bytes) {
    WhatIfBody body = HttpJson.read(bytes, WhatIfBody.class);
    List<String> create = body.create() == null ? List.of() : body.create();
    List<String> without = body.without() == null ? List.of() : body.without();
    List<Subject> statements = body.statements() == null ? List.of() : body.statements();
    double times = body.times() == null ? 1 : body.times();
    List<FieldError> errors = new ArrayList<>();
    if (create.isEmpty() && without.isEmpty() && times == 1) {
      errors.add(new FieldError("create", "give indexes to create or to go without, or times"));
    }
    if (create.size() + without.size() > MOST_INDEXES) {
      errors.add(new FieldError("create", "expected at most 50 indexes in all"));
    }
    if (!(times >= 1 && times <= MOST_TIMES)) {
      errors.add(new FieldError("times", "expected a number from 1 to 10000"));
    }
    if (statements.size() > MOST_STATEMENTS) {
      errors.add(new FieldError("statements", "expected at most 200"));
    }
    for (int i = 0; i < Math.min(statements.size(), MOST_STATEMENTS); i++) {
      Subject one = statements.get(i);
      if ((one.name() == null) == (one.sql() == null)) {
        errors.add(new FieldError("statements[" + i + "]", "give either sql or a name"));
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.fields(errors).raise();
    }
    return new Forecast(create, without, times, statements, Caller.ADMIN);
  }
}
