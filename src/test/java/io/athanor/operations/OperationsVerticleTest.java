package io.athanor.operations;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.bus.Bus;
import io.athanor.bus.Correlation;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Operations;
import io.athanor.contract.Operations.Check;
import io.athanor.contract.Operations.HealthReport;
import io.athanor.contract.Operations.Pong;
import io.athanor.contract.Operations.Status;
import io.athanor.contract.RefusedException;
import io.athanor.contract.RequestAddress;
import io.athanor.contract.Role;
import io.athanor.operations.diagnostics.Sources;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class OperationsVerticleTest {

  private static final List<Role> ALL = Arrays.asList(Role.values());

  private Vertx vertx;
  private NodeBus node;
  private Bus caller;

  @BeforeEach
  void open(Vertx started) {
    vertx = started;
    node = NodeBus.create(vertx);
    caller = node.open(Role.HTTP);
    examined(Role.PERSISTENCE, Operations.EXAMINE_STORE);
    examined(Role.CACHE, Operations.EXAMINE_CACHE);
    examined(Role.EXECUTION, Operations.EXAMINE_WORKERS);
  }

  private void examined(Role role, RequestAddress<Operations.Examine, Operations.Finding> address) {
    node.open(role)
        .serve(address, look -> Future.succeededFuture(Operations.Finding.healthy(look.check())));
  }

  private void deploy(List<Role> here, List<Role> somewhere) throws Exception {
    deploy(here, somewhere, () -> Json.EMPTY);
  }

  private void deploy(List<Role> here, List<Role> somewhere, Supplier<Json> startup)
      throws Exception {
    vertx
        .deployVerticle(
            new OperationsVerticle(
                new OperationsConfig(here, somewhere),
                startup,
                () -> new Json("{\"valid\":true}"),
                node,
                Sources.none()))
        .await(5, SECONDS);
  }

  private void serve(Role role, Supplier<Future<Pong>> answer) throws Exception {
    node.open(role).serve(Operations.ping(role), ping -> answer.get()).await(5, SECONDS);
  }

  private void serveAllBut(Role... except) throws Exception {
    for (Role role : ALL) {
      if (role != Role.OPERATIONS && !List.of(except).contains(role)) {
        serve(role, () -> Future.succeededFuture(new Pong(true, "fine")));
      }
    }
  }

  private static Future<Pong> never() {
    return Future.fromCompletionStage(new CompletableFuture<Pong>());
  }

  private HealthReport health() throws Exception {
    return caller.request(Operations.HEALTH, Operations.Health.all()).await(8, SECONDS);
  }

  private static Check check(HealthReport report, Role role) {
    return report.checks().get(ALL.indexOf(role));
  }

  @Test
  void allIsWell() throws Exception {
    deploy(ALL, ALL);
    serveAllBut();
    HealthReport report = health();
    assertThat(report.status()).isEqualTo(Status.HEALTHY);
    assertThat(report.ready()).isTrue();
    List<String> names = new ArrayList<>(ALL.stream().map(Role::id).toList());
    names.addAll(List.of("database", "migrations", "pool", "clock", "memory-cache"));
    names.addAll(List.of("slots", "sandbox", "llm", "redis", "web-fetch", "webhook"));
    assertThat(report.checks()).extracting(Check::name).containsExactlyElementsOf(names);
    assertThat(report.checks().subList(0, names.size() - 4))
        .allMatch(one -> one.status() == Status.HEALTHY);
    assertThat(check(report, Role.CACHE).detail()).isEqualTo("fine");
    assertThat(check(report, Role.CACHE).durationMillis()).isPositive();
  }

  @Test
  void rolesThatHangAreUnhealthyWithinThreeSeconds() throws Exception {
    deploy(ALL, List.of());
    serveAllBut(Role.PERSISTENCE, Role.CACHE, Role.RESEARCH);
    serve(Role.PERSISTENCE, OperationsVerticleTest::never);
    serve(Role.CACHE, OperationsVerticleTest::never);
    serve(Role.RESEARCH, OperationsVerticleTest::never);
    long started = System.nanoTime();
    HealthReport report = health();
    assertThat(Duration.ofNanos(System.nanoTime() - started))
        .isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(3));
    assertThat(report.status()).isEqualTo(Status.UNHEALTHY);
    assertThat(report.ready()).isFalse();
    assertThat(check(report, Role.PERSISTENCE).status()).isEqualTo(Status.UNHEALTHY);
    assertThat(check(report, Role.PERSISTENCE).durationMillis()).isGreaterThan(1_900);
    assertThat(check(report, Role.CACHE).status()).isEqualTo(Status.UNHEALTHY);
    assertThat(check(report, Role.HTTP).status()).isEqualTo(Status.HEALTHY);
  }

  @Test
  void withoutExecutionTheNodeIsDegradedButReady() throws Exception {
    deploy(
        List.of(Role.PERSISTENCE, Role.EXPERIMENTS, Role.HTTP, Role.OPERATIONS),
        List.of(Role.PERSISTENCE));
    serveAllBut(Role.EXECUTION, Role.CACHE);
    HealthReport report = health();
    assertThat(report.status()).isEqualTo(Status.DEGRADED);
    assertThat(report.ready()).isTrue();
    assertThat(check(report, Role.EXECUTION).status()).isEqualTo(Status.DEGRADED);
    assertThat(check(report, Role.EXECUTION).detail()).contains("execution role joins");
    assertThat(check(report, Role.CACHE).status()).isEqualTo(Status.DISABLED);
  }

  @Test
  void anOptionalRoleThatIsIllOnlyDegrades() throws Exception {
    deploy(ALL, List.of());
    serveAllBut(Role.CACHE, Role.PROFILING, Role.RESEARCH);
    serve(Role.CACHE, () -> Future.succeededFuture(new Pong(false, "full")));
    serve(Role.PROFILING, () -> Future.failedFuture(new IllegalStateException("a defect")));
    HealthReport report = health();
    assertThat(report.status()).isEqualTo(Status.DEGRADED);
    assertThat(check(report, Role.CACHE).detail()).isEqualTo("full");
    assertThat(check(report, Role.PROFILING).status()).isEqualTo(Status.UNHEALTHY);
    assertThat(check(report, Role.RESEARCH).detail()).contains("does not run");
  }

  @Test
  void aRequiredRoleThatIsAwayMakesTheNodeUnready() throws Exception {
    deploy(List.of(Role.OPERATIONS), List.of(Role.EXECUTION));
    HealthReport report = health();
    assertThat(report.ready()).isFalse();
    assertThat(check(report, Role.EXECUTION).critical()).isTrue();
    assertThat(check(report, Role.EXECUTION).status()).isEqualTo(Status.UNHEALTHY);
  }

  @Test
  void thoseWhoAskAtOnceShareOneReport() throws Exception {
    deploy(ALL, List.of());
    serveAllBut(Role.PERSISTENCE);
    AtomicInteger pings = new AtomicInteger();
    CompletableFuture<Pong> pong = new CompletableFuture<>();
    serve(
        Role.PERSISTENCE,
        () -> {
          pings.incrementAndGet();
          return Future.fromCompletionStage(pong);
        });
    List<Future<HealthReport>> asked = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      asked.add(caller.request(Operations.HEALTH, Operations.Health.all()));
    }
    // Served after the 200, as messages to one event loop keep their order.
    caller.request(Operations.ping(Role.OPERATIONS), new Operations.Ping()).await(5, SECONDS);
    pong.complete(new Pong(true, "fine"));
    Future.all(asked).await(5, SECONDS);
    assertThat(pings).hasValue(1);
    assertThat(asked).allMatch(one -> one.result().ready());
    // What was seen a moment ago counts.
    assertThat(health().ready()).isTrue();
    assertThat(pings).hasValue(1);
  }

  @Test
  void theHasteOfTheFirstWhoAsksHarmsNobody() throws Exception {
    deploy(ALL, List.of());
    serveAllBut(Role.CACHE);
    CompletableFuture<Pong> pong = new CompletableFuture<>();
    AtomicInteger pings = new AtomicInteger();
    serve(
        Role.CACHE,
        () -> {
          pings.incrementAndGet();
          return Future.fromCompletionStage(pong);
        });
    CompletableFuture<Throwable> hasty = new CompletableFuture<>();
    CompletableFuture<HealthReport> patient = new CompletableFuture<>();
    vertx.runOnContext(
        go -> {
          Correlation.within(Duration.ofMillis(100));
          caller
              .request(Operations.HEALTH, Operations.Health.all())
              .onComplete((report, cause) -> hasty.complete(cause));
        });
    assertThat(hasty.get(5, SECONDS)).isInstanceOf(RefusedException.class);
    caller.request(Operations.HEALTH, Operations.Health.all()).onSuccess(patient::complete);
    caller.request(Operations.ping(Role.OPERATIONS), new Operations.Ping()).await(5, SECONDS);
    pong.complete(new Pong(true, "late"));
    HealthReport report = patient.get(5, SECONDS);
    assertThat(report.status()).isEqualTo(Status.HEALTHY);
    assertThat(pings).hasValue(1);
  }

  @Test
  void tellsHowTheNodeStartedAndWhatWasConfigured() throws Exception {
    deploy(ALL, List.of(), () -> new Json("{\"milliseconds\":7}"));
    Document document =
        caller.request(Operations.STARTUP, new Operations.Startup()).await(5, SECONDS);
    assertThat(document.body().text()).isEqualTo("{\"milliseconds\":7}");
    Document found =
        caller.request(Operations.CONFIGURATION, new Operations.Configuration()).await(5, SECONDS);
    assertThat(found.body().text()).isEqualTo("{\"valid\":true}");
  }

  @Test
  void aStartUpReportThatFailsIsARefusal() throws Exception {
    deploy(ALL, List.of(), () -> List.<Json>of().get(0));
    assertThatThrownBy(
            () -> caller.request(Operations.STARTUP, new Operations.Startup()).await(5, SECONDS))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.failure()).isEqualTo(Failure.INTERNAL));
  }
}
