package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Advice;
import io.athanor.contract.Advice.Analyze;
import io.athanor.contract.Advice.Weighted;
import io.athanor.contract.Caller;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.WhatIf;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** Which indexes the database should have. */
final class AdviceRoutes {

  private static final int MOST_STATEMENTS = 500;
  private static final long USUAL_BUDGET = 1L << 30;
  private static final long USUAL_COPY = 2L << 30;
  private static final double MOST_CALLS = 1e9;

  /** What to do to see which analyses there are. */
  static final String LAST =
      "GET /admin/database/advice (athanor db advise --last) shows the last analysis.";

  private final Bus bus;
  private final RequestBody bodies;

  AdviceRoutes(Bus bus, RequestBody bodies) {
    this.bus = bus;
    this.bodies = bodies;
  }

  /** The body that asks for an analysis. */
  record AdviceBody(
      List<WeightedBody> statements, Long budgetBytes, Boolean clock, Long copyBytes) {}

  /** A statement of somebody who asks. */
  record WeightedBody(String name, String sql, Double callsPerHour, Double meanMillis) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/admin/database/advice", this::analyze),
        Endpoint.get("/admin/database/indexes", this::indexes),
        Endpoint.get("/admin/database/advice", this::last),
        Endpoint.get("/admin/database/advice/:id", this::get));
  }

  private Future<Void> analyze(RoutingContext ctx) {
    Query.none(ctx);
    return bodies
        .read(ctx, RequestBody.JSON)
        .map(AdviceRoutes::asked)
        .compose(asked -> bus.request(Advice.ANALYZE, asked))
        .compose(
            analysis -> {
              ctx.response().putHeader("Location", "/admin/database/advice/" + analysis.id());
              return Replies.record(ctx, 202, analysis);
            });
  }

  private static Analyze asked(byte[] bytes) {
    AdviceBody body = HttpJson.read(bytes, AdviceBody.class);
    List<WeightedBody> statements = body.statements() == null ? List.of() : body.statements();
    long budget = body.budgetBytes() == null ? USUAL_BUDGET : body.budgetBytes();
    boolean clock = Boolean.TRUE.equals(body.clock());
    Long copy = body.copyBytes() == null && clock ? Long.valueOf(USUAL_COPY) : body.copyBytes();
    List<FieldError> errors = new ArrayList<>();
    if (budget < 0) {
      errors.add(new FieldError("budgetBytes", "expected a number of bytes"));
    }
    if (body.copyBytes() != null && (!clock || body.copyBytes() <= 0)) {
      errors.add(new FieldError("copyBytes", "expected a number of bytes, together with clock"));
    }
    if (statements.size() > MOST_STATEMENTS) {
      errors.add(new FieldError("statements", "expected at most 500"));
    }
    List<Weighted> weighted = new ArrayList<>();
    for (int i = 0; i < Math.min(statements.size(), MOST_STATEMENTS); i++) {
      weighted.add(weighted(statements.get(i), "statements[" + i + "]", i, errors));
    }
    if (!errors.isEmpty()) {
      throw Problem.fields(errors).raise();
    }
    return new Analyze(weighted, budget, copy, Caller.ADMIN);
  }

  private static Weighted weighted(
      WeightedBody body, String field, int place, List<FieldError> errors) {
    double calls = body.callsPerHour() == null ? 1 : body.callsPerHour();
    if (body.sql() == null || body.sql().isBlank()) {
      errors.add(new FieldError(field + ".sql", "a statement is missing"));
    }
    if (!(calls > 0 && calls <= MOST_CALLS)) {
      errors.add(new FieldError(field + ".callsPerHour", "expected a number above 0"));
    }
    if (body.meanMillis() != null && !(body.meanMillis() >= 0 && body.meanMillis() <= MOST_CALLS)) {
      errors.add(new FieldError(field + ".meanMillis", "expected milliseconds"));
    }
    String name = body.name() == null ? "statement " + (place + 1) : body.name();
    return new Weighted(name, body.sql(), calls, body.meanMillis());
  }

  private Future<Void> indexes(RoutingContext ctx) {
    Query query = Query.of(ctx, "table");
    String table = query.text("table");
    query.check();
    List<String> tables =
        table == null ? List.of() : List.of(table.contains(".") ? table : "public." + table);
    return bus.request(WhatIf.DESCRIBE, new WhatIf.Describe(tables))
        .compose(described -> Replies.items(ctx, HttpJson.write(described.tables()), null));
  }

  private Future<Void> last(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(Advice.GET, new Advice.Get(null, Caller.ADMIN))
        .compose(analysis -> Replies.record(ctx, 200, analysis));
  }

  private Future<Void> get(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(Advice.GET, new Advice.Get(PathParameters.id(ctx, LAST), Caller.ADMIN))
        .compose(analysis -> Replies.record(ctx, 200, analysis));
  }
}
