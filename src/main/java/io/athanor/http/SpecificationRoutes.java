package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Caller;
import io.athanor.contract.Contents;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.Research.Stored;
import io.athanor.contract.Specifications;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;

/** Technical specifications: begin, decide, see how far it is; and the designs behind them. */
final class SpecificationRoutes {

  private final Bus bus;
  private final RequestBody bodies;

  SpecificationRoutes(Bus bus, RequestBody bodies) {
    this.bus = bus;
    this.bodies = bodies;
  }

  /** The body that begins one. */
  record StartBody(UUID designJobId, UUID userId) {}

  /** The body of a decision. */
  record DecisionBody(
      String technologyCategory, String selectedTechnology, String selectionReasoning) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/v1/projects/:id/start-tech-spec", this::start),
        Endpoint.get("/api/v1/tech-spec/sessions/:id/status", this::status),
        Endpoint.post("/api/v1/tech-spec/sessions/:id/decisions", this::decide),
        Endpoint.get("/api/v1/tech-spec/sessions/:id/trd", this::trd),
        Endpoint.get("/api/v1/design-jobs/:id", this::job),
        Endpoint.get("/api/v1/design-jobs", this::jobs));
  }

  private Future<Void> start(RoutingContext ctx) {
    UUID project = PathParameters.id(ctx);
    Query.none(ctx);
    String key = Headers.idempotencyKey(ctx.request());
    return bodies
        .read(ctx, RequestBody.JSON)
        .map(
            body ->
                start(project, HttpJson.read(body, StartBody.class), key, Contents.digestOf(body)))
        .compose(start -> bus.request(Specifications.START, start))
        .compose(
            created -> {
              Stored session = created.records().get(0);
              return answer(ctx, "/api/v1/spec-sessions/" + session.id(), 201, session);
            });
  }

  private static Specifications.Start start(
      UUID project, StartBody body, String key, String digest) {
    if (body.designJobId() == null) {
      throw Problem.fields(List.of(new FieldError("designJobId", "is needed"))).raise();
    }
    return new Specifications.Start(
        project, body.designJobId(), body.userId(), Caller.ADMIN, key, project + ":" + digest);
  }

  private static Future<Void> answer(
      RoutingContext ctx, String location, int status, Stored stored) {
    ctx.response().putHeader(HttpHeaders.LOCATION, location);
    return Replies.stored(ctx, status, stored);
  }

  private Future<Void> status(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query.none(ctx);
    return bus.request(Specifications.STATUS, new Specifications.GetStatus(id, Caller.ADMIN))
        .compose(document -> Replies.document(ctx, document));
  }

  private Future<Void> decide(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query.none(ctx);
    return bodies
        .read(ctx, RequestBody.JSON)
        .map(body -> HttpJson.read(body, DecisionBody.class))
        .compose(
            body ->
                bus.request(
                    Specifications.DECIDE,
                    new Specifications.Decide(
                        null,
                        id,
                        body.technologyCategory(),
                        body.selectedTechnology(),
                        body.selectionReasoning(),
                        Caller.ADMIN)))
        .compose(
            stored ->
                answer(
                    ctx,
                    "/api/v1/decisions/" + stored.id(),
                    stored.version() == 1 ? 201 : 200,
                    stored));
  }

  private Future<Void> trd(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query query = Query.of(ctx, "version");
    int revision = query.number("version", 1, 100_000_000, 0);
    query.check();
    return bus.request(
            Specifications.TRD,
            new Specifications.GetTrd(id, revision == 0 ? null : revision, Caller.ADMIN))
        .compose(stored -> Replies.json(ctx, 200, stored.body().text()));
  }

  private Future<Void> job(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query.none(ctx);
    return bus.request(Specifications.JOB, new Specifications.GetJob(id, Caller.ADMIN))
        .compose(job -> Replies.json(ctx, 200, job.body().text()));
  }

  private Future<Void> jobs(RoutingContext ctx) {
    Query query = Query.of(ctx, "projectId", "status", "limit", "cursor");
    Specifications.ListJobs ask =
        new Specifications.ListJobs(
            query.text("projectId"),
            query.text("status"),
            query.limit(),
            query.text("cursor"),
            Caller.ADMIN);
    query.check();
    return bus.request(Specifications.JOBS, ask).compose(page -> Replies.page(ctx, page));
  }
}
