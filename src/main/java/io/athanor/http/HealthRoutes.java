package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Operations;
import io.athanor.contract.Operations.Group;
import io.athanor.contract.Operations.HealthReport;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How the node is, and how what it depends on is. */
final class HealthRoutes {

  /** What is told where nobody answers. */
  static final HealthReport UNKNOWN =
      new HealthReport(Operations.Status.UNHEALTHY, false, List.of());

  private static final int MILLIS = 1_000;
  private static final int LONGEST = 30;
  private static final int USUAL = 5;

  private final Bus bus;
  private final Door door;

  HealthRoutes(Bus bus, Door door) {
    this.bus = bus;
    this.door = door;
  }

  private record StatusOnly(String status) {}

  private record Health(
      String status, boolean ready, Map<String, Integer> counts, List<Check> checks) {}

  private record Check(
      String name,
      String status,
      boolean critical,
      String kind,
      List<String> groups,
      double durationMillis,
      String detail,
      String advice,
      Instant checkedAt,
      Instant since,
      Instant lastSuccess,
      Instant lastChange) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open("/health/live", ctx -> status(ctx, 200, Operations.Status.HEALTHY)).always(),
        Endpoint.open("/health/ready", this::ready).early(),
        Endpoint.get("/health", this::health).early(),
        Endpoint.get("/admin/integrations/health", this::integrations),
        Endpoint.get("/admin/config/validate", this::configuration));
  }

  private static Future<Void> status(RoutingContext ctx, int code, Operations.Status status) {
    return Replies.record(ctx, code, new StatusOnly(word(status)));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Open to everybody, so it says no more than the word. */
  private Future<Void> ready(RoutingContext ctx) {
    long patience = Operations.Health.all().millis();
    return bus.request(Operations.HEALTH, new Operations.Health(Group.READY, patience))
        .otherwise(away -> UNKNOWN)
        .compose(report -> status(ctx, serves(report) ? 200 : 503, report.status()));
  }

  private Future<Void> health(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(Operations.HEALTH, Operations.Health.all())
        .compose(report -> Replies.record(ctx, serves(report) ? 200 : 503, body(report)));
  }

  /** A report about others: that one of them is down is no failure of this request. */
  private Future<Void> integrations(RoutingContext ctx) {
    Query query = Query.of(ctx, "timeout");
    long millis = Math.round(query.decimal("timeout", 1, LONGEST, USUAL) * MILLIS);
    query.check();
    return bus.request(Operations.HEALTH, new Operations.Health(Group.DEPENDENCIES, millis))
        .compose(report -> Replies.record(ctx, 200, body(report)));
  }

  private Future<Void> configuration(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(Operations.CONFIGURATION, new Operations.Configuration())
        .compose(document -> Replies.document(ctx, document));
  }

  /** All roles may answer before the last component has started. */
  private boolean serves(HealthReport report) {
    return report.ready() && door.isOpen();
  }

  private Health body(HealthReport report) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Operations.Status status : Operations.Status.values()) {
      counts.put(word(status), 0);
    }
    report.checks().forEach(check -> counts.merge(word(check.status()), 1, Integer::sum));
    List<Check> checks = report.checks().stream().map(HealthRoutes::check).toList();
    return new Health(word(report.status()), serves(report), counts, checks);
  }

  private static Check check(Operations.Check check) {
    Operations.History history = check.history();
    return new Check(
        check.name(),
        word(check.status()),
        check.critical(),
        word(check.kind()),
        check.groups().stream().map(HealthRoutes::word).toList(),
        check.durationMillis(),
        check.detail(),
        check.advice(),
        history == null ? null : history.checked(),
        history == null ? null : history.since(),
        history == null ? null : history.lastSuccess(),
        history == null ? null : history.lastChange());
  }
}
