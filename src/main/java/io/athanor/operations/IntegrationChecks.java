package io.athanor.operations;

import io.athanor.contract.Operations.CheckKind;
import io.athanor.contract.Operations.Finding;
import io.athanor.contract.Operations.Group;
import io.athanor.contract.Operations.Status;
import io.athanor.operations.IntegrationsConfig.HttpTarget;
import io.athanor.operations.IntegrationsConfig.Llm;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Looks at each integration. What is said of a failure never holds more of an address than its
 * setting's name.
 */
final class IntegrationChecks {

  static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration TTL = Duration.ofSeconds(30);
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  private final Outside outside;
  private final IntegrationsConfig config;

  IntegrationChecks(Outside outside, IntegrationsConfig config) {
    this.outside = outside;
    this.config = config;
  }

  /** A check for each; those that are off are there as well. */
  List<HealthCheck> checks() {
    List<HealthCheck> all = new ArrayList<>();
    all.add(probed("llm", "llm", config.llm().enabled(), () -> llm(config.llm())));
    all.add(probed("redis", "redis", config.redis().enabled(), this::redis));
    all.add(probed("web-fetch", "webFetch", config.webFetch().enabled(), this::webFetch));
    HealthCheck webhook = probed("webhook", "webhook", config.webhook().enabled(), this::reachable);
    all.add(webhook.as(CheckKind.CONFIGURED));
    for (HttpTarget target : config.http()) {
      HealthCheck check =
          probed("http:" + target.name(), "http", true, () -> page(target))
              .critical(target.critical().orElse(false));
      all.add(check.critical() ? check.in(Group.READY, Group.DEPENDENCIES) : check);
    }
    return all;
  }

  private static HealthCheck off(String name, String section) {
    return HealthCheck.configured(
        name, Finding.disabled("integrations.%s.enabled is false".formatted(section)));
  }

  private static HealthCheck probed(
      String name, String section, boolean enabled, Supplier<Future<Finding>> probe) {
    if (!enabled) {
      return off(name, section);
    }
    return HealthCheck.of(name, () -> probe.get().otherwise(cause -> away(section, cause)))
        .in(Group.DEPENDENCIES)
        .within(DEADLINE)
        .every(TTL)
        .afterChanges(2, 3);
  }

  private Future<Finding> llm(Llm llm) {
    Map<String, String> headers =
        llm.apiKey().isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + llm.apiKey());
    String base = llm.url().endsWith("/") ? llm.url() : llm.url() + "/";
    return outside.get(base + "models", headers, true).map(answer -> models(llm, answer));
  }

  private static Finding models(Llm llm, Outside.Answer answer) {
    if (answer.status() != OK) {
      boolean key = answer.status() == 401 || answer.status() == 403;
      return new Finding(
          Status.UNHEALTHY,
          "answers GET /models with status " + answer.status(),
          key ? "correct integrations.llm.apiKey" : "correct integrations.llm.url");
    }
    try {
      boolean there =
          new JsonObject(answer.body())
              .getJsonArray("data").stream()
                  .anyMatch(
                      one ->
                          one instanceof JsonObject model
                              && llm.model().equals(model.getValue("id")));
      return there
          ? Finding.healthy("offers " + llm.model())
          : new Finding(
              Status.DEGRADED,
              "does not offer the model " + llm.model(),
              "correct integrations.llm.model, or load the model there");
    } catch (DecodeException | NullPointerException | ClassCastException e) {
      return new Finding(
          Status.DEGRADED,
          "does not answer GET /models as OpenAI does",
          "correct integrations.llm.url: it ends with /v1");
    }
  }

  private Future<Finding> redis() {
    return new RedisPing(outside, config.redis().url()).ask().map(Finding::healthy);
  }

  private Future<Finding> webFetch() {
    return outside
        .get(config.webFetch().url(), Map.of(), false)
        .map(
            answer ->
                answer.status() < BAD_REQUEST
                    ? Finding.healthy("answers with status " + answer.status())
                    : new Finding(
                        Status.DEGRADED,
                        "answers with status " + answer.status(),
                        "correct integrations.webFetch.url, or wait"));
  }

  /** No more than that somebody is there: a request would be a message to people. */
  private Future<Finding> reachable() {
    URI uri = URI.create(config.webhook().url());
    return outside
        .connect(uri.getHost(), Outside.port(uri), Outside.secure(uri))
        .compose(NetSocket::close)
        .map(Finding.healthy("accepts connections; a message was not tried, people would get it"));
  }

  private Future<Finding> page(HttpTarget target) {
    Map<String, String> headers =
        target.secret().isEmpty()
            ? Map.of()
            : Map.of(target.header().orElse("Authorization"), target.secret().get());
    int expected = target.status().orElse(OK);
    return outside
        .get(target.url(), headers, false)
        .map(
            answer ->
                answer.status() == expected
                    ? Finding.healthy("answers with status " + expected)
                    : new Finding(
                        Status.UNHEALTHY,
                        "answers with status %d, not %d".formatted(answer.status(), expected),
                        "look at that service, or correct its status in integrations.http"));
  }

  /** The words of a failure are not ours and may hold an address, so only its kind is told. */
  private static Finding away(String section, Throwable cause) {
    String setting = "integrations." + section;
    if (cause instanceof Outside.ForbiddenAddress) {
      return new Finding(
          Status.UNHEALTHY, cause.getMessage(), "correct " + setting + ", or see allowLinkLocal");
    }
    String why =
        cause instanceof UnknownHostException
            ? "its name is not known"
            : cause instanceof ConnectException
                ? "does not accept connections"
                : cause instanceof RedisPing.Refusal
                    ? cause.getMessage()
                    : "does not answer (" + cause.getClass().getSimpleName() + ")";
    return new Finding(
        Status.UNHEALTHY, why, "see that it runs and can be reached, or correct " + setting);
  }
}
