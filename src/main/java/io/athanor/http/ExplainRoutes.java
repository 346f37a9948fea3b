package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Caller;
import io.athanor.contract.Histories;
import io.athanor.contract.Plans;
import io.athanor.contract.Refusal.FieldError;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** How the database executes statements. */
final class ExplainRoutes {

  private static final int MOST_PARAMETERS = 100;

  private final Bus bus;
  private final RequestBody bodies;

  ExplainRoutes(Bus bus, RequestBody bodies) {
    this.bus = bus;
    this.bodies = bodies;
  }

  /** The body that asks for a plan. */
  record ExplainBody(
      String sql, String name, List<String> parameters, Boolean analyze, Boolean generic) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/admin/database/explain", this::explain),
        Endpoint.get("/admin/database/plans", this::plans));
  }

  private Future<Void> explain(RoutingContext ctx) {
    Query.none(ctx);
    return bodies
        .read(ctx, RequestBody.JSON)
        .map(ExplainRoutes::asked)
        .compose(asked -> bus.request(Plans.EXPLAIN, asked))
        .compose(explained -> Replies.record(ctx, 200, explained));
  }

  private static Plans.Explain asked(byte[] bytes) {
    ExplainBody body = HttpJson.read(bytes, ExplainBody.class);
    List<String> parameters = body.parameters() == null ? List.of() : body.parameters();
    List<FieldError> errors = new ArrayList<>();
    if ((body.sql() == null) == (body.name() == null)) {
      errors.add(new FieldError("sql", "give either sql or the name of a statement of Athanor"));
    }
    if (parameters.size() > MOST_PARAMETERS) {
      errors.add(new FieldError("parameters", "expected at most 100"));
    }
    if (!errors.isEmpty()) {
      throw Problem.fields(errors).raise();
    }
    return new Plans.Explain(
        body.sql(),
        body.name(),
        parameters,
        Boolean.TRUE.equals(body.analyze()),
        Boolean.TRUE.equals(body.generic()),
        Caller.ADMIN);
  }

  private Future<Void> plans(RoutingContext ctx) {
    Query query = Query.of(ctx, "statement", "limit", "cursor");
    Histories.ListPlans asked =
        new Histories.ListPlans(
            query.text("statement"), query.limit(), query.text("cursor"), Caller.ADMIN);
    query.check();
    return bus.request(Histories.LIST, asked).compose(list -> Replies.record(ctx, 200, list));
  }
}
