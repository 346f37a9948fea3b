package io.athanor.operations;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Operations.Check;
import io.athanor.contract.Operations.CheckKind;
import io.athanor.contract.Operations.Group;
import io.athanor.contract.Operations.HealthReport;
import io.athanor.contract.Operations.Status;
import io.athanor.operations.IntegrationsConfig.HttpTarget;
import io.athanor.operations.IntegrationsConfig.Llm;
import io.athanor.operations.IntegrationsConfig.Redis;
import io.athanor.operations.IntegrationsConfig.WebFetch;
import io.athanor.operations.IntegrationsConfig.Webhook;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class IntegrationChecksTest {

  private static final String CANARY = "canary-0123456789";
  private static final IntegrationsConfig NONE = IntegrationsConfig.none();

  private final AtomicInteger told = new AtomicInteger();
  private Vertx vertx;
  private int web;
  private int redis;

  @BeforeEach
  void serve(Vertx started) throws Exception {
    vertx = started;
    web =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  told.addAndGet(request.path().startsWith("/hook") ? 1 : 0);
                  boolean known = ("Bearer " + CANARY).equals(request.getHeader("Authorization"));
                  switch (request.path()) {
                    case "/v1/models" ->
                        request
                            .response()
                            .setStatusCode(known ? 200 : 401)
                            .end("{\"data\":[{\"id\":\"small\"}]}");
                    case "/moved" ->
                        request.response().setStatusCode(302).putHeader("Location", "/x").end();
                    case "/endless" -> request.response().setChunked(true).write("a");
                    case "/huge" -> request.response().end(Buffer.buffer(new byte[4 << 20]));
                    default -> request.response().setStatusCode(503).end(CANARY);
                  }
                })
            .listen(0, "127.0.0.1")
            .await(5, SECONDS)
            .actualPort();
    redis =
        vertx
            .createNetServer()
            .connectHandler(
                socket ->
                    socket.handler(
                        said ->
                            socket.write(
                                said.toString().contains(CANARY)
                                    ? "+OK\r\n+PONG\r\n"
                                    : "-NOAUTH " + CANARY + "\r\n")))
            .listen(0, "127.0.0.1")
            .await(5, SECONDS)
            .actualPort();
  }

  private Map<String, Check> look(IntegrationsConfig config) throws Exception {
    Promise<HealthReport> answer = Promise.promise();
    vertx.runOnContext(
        go -> {
          Outside outside = new Outside(vertx, config.allowLinkLocal(), IntegrationChecks.DEADLINE);
          List<HealthCheck> checks = new IntegrationChecks(outside, config).checks();
          new HealthRegistry(checks, System::nanoTime, Clock.systemUTC())
              .report(Group.DEPENDENCIES, 8_000)
              .eventually(outside::close)
              .onComplete(answer);
        });
    Future<HealthReport> report = answer.future();
    HealthReport whole = report.await(15, SECONDS);
    assertThat(whole.toString()).doesNotContain(CANARY);
    return whole.checks().stream().collect(Collectors.toMap(Check::name, Function.identity()));
  }

  private String page(String path) {
    return "http://127.0.0.1:" + web + path;
  }

  private static HttpTarget target(String name, String url, int status) {
    return new HttpTarget(
        name,
        url,
        Optional.empty(),
        Optional.of("Bearer " + CANARY),
        Optional.of(status),
        Optional.of(name.equals("needed")));
  }

  @Test
  void whatIsOffIsDisabled() throws Exception {
    assertThat(look(NONE).values())
        .hasSize(4)
        .allMatch(check -> check.status() == Status.DISABLED)
        .allMatch(check -> check.kind() == CheckKind.CONFIGURED);
  }

  @Test
  void whatAnswersIsHealthy() throws Exception {
    Map<String, Check> checks =
        look(
            new IntegrationsConfig(
                false,
                new Llm(true, page("/v1"), CANARY, "small"),
                new Redis(true, "redis://:" + CANARY + "@127.0.0.1:" + redis),
                new WebFetch(true, page("/moved")),
                new Webhook(true, page("/hook/" + CANARY), CANARY),
                List.of(
                    target("needed", page("/v1/models"), 200),
                    target("endless", page("/endless"), 200),
                    target("huge", page("/huge"), 200))));
    assertThat(checks.values()).allMatch(check -> check.status() == Status.HEALTHY);
    assertThat(checks.get("webhook").kind()).isEqualTo(CheckKind.CONFIGURED);
    assertThat(checks.get("redis").kind()).isEqualTo(CheckKind.PROBED);
    assertThat(checks.get("http:needed").critical()).isTrue();
    assertThat(checks.get("web-fetch").detail()).contains("302");
    assertThat(told).hasValue(0);
  }

  @Test
  void whatDoesNotSaysWhyAndWhatToDo() throws Exception {
    Map<String, Check> checks =
        look(
            new IntegrationsConfig(
                false,
                new Llm(true, page("/v1"), "x" + CANARY, "small"),
                new Redis(true, "redis://127.0.0.1:" + redis),
                new WebFetch(true, "http://127.0.0.1:1/?token=" + CANARY),
                new Webhook(true, "http://127.0.0.1:1/" + CANARY, CANARY),
                List.of(
                    target("down", page("/" + CANARY), 200),
                    target("lost", "http://no-such-name.invalid/", 200))));
    assertThat(checks.get("llm").detail()).contains("401");
    assertThat(checks.get("llm").advice()).contains("apiKey");
    assertThat(checks.get("redis").detail()).isEqualTo("refuses: NOAUTH");
    assertThat(checks.get("web-fetch").detail()).isEqualTo("does not accept connections");
    assertThat(checks.get("webhook").detail()).isEqualTo("does not accept connections");
    assertThat(checks.get("http:down").detail()).isEqualTo("answers with status 503, not 200");
    assertThat(checks.get("http:lost").detail()).isEqualTo("its name is not known");
    assertThat(checks.values())
        .allMatch(check -> check.status() == Status.UNHEALTHY)
        .allMatch(check -> !check.advice().isEmpty());
  }

  @Test
  void aModelThatIsNotOfferedOnlyDegrades() throws Exception {
    Llm llm = new Llm(true, page("/v1/"), CANARY, "large");
    IntegrationsConfig config =
        new IntegrationsConfig(
            false, llm, NONE.redis(), NONE.webFetch(), NONE.webhook(), List.of());
    assertThat(look(config).get("llm").status()).isEqualTo(Status.DEGRADED);
  }
}
