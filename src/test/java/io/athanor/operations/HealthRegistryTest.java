package io.athanor.operations;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Operations.Check;
import io.athanor.contract.Operations.Finding;
import io.athanor.contract.Operations.Group;
import io.athanor.contract.Operations.HealthReport;
import io.athanor.contract.Operations.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class HealthRegistryTest {

  private static final Finding ILL = new Finding(Status.UNHEALTHY, "away", "start it");

  private final AtomicLong nanos = new AtomicLong();
  private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private final AtomicInteger looks = new AtomicInteger();

  private HealthRegistry registry(HealthCheck... checks) {
    return new HealthRegistry(List.of(checks), nanos::get, clock);
  }

  private HealthCheck counted(String name, Callable<Future<Finding>> probe) {
    return HealthCheck.of(
        name,
        () -> {
          looks.incrementAndGet();
          try {
            return probe.call();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static HealthReport on(Vertx vertx, Callable<Future<HealthReport>> asking)
      throws Exception {
    Promise<HealthReport> answer = Promise.promise();
    vertx.runOnContext(
        go -> {
          try {
            asking.call().onComplete(answer);
          } catch (Exception e) {
            answer.fail(e);
          }
        });
    return answer.future().await(10, SECONDS);
  }

  @Test
  void oneThatHangsOneThatRefusesAndOneThatIsWellAreThreeEntriesInTime(Vertx vertx)
      throws Exception {
    HealthRegistry registry =
        registry(
            counted("hangs", () -> Promise.<Finding>promise().future())
                .within(Duration.ofSeconds(9)),
            counted("refuses", () -> Future.failedFuture(new ConnectException("no"))),
            counted("well", () -> Future.succeededFuture(Finding.healthy("fine"))));
    long began = System.nanoTime();
    HealthReport report = on(vertx, () -> registry.report(null, 1_000));
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    assertThat(took).isBetween(Duration.ofMillis(990), Duration.ofMillis(1_500));
    assertThat(report.checks()).extracting(Check::name).containsExactly("hangs", "refuses", "well");
    assertThat(report.checks())
        .extracting(Check::status)
        .containsExactly(Status.UNHEALTHY, Status.UNHEALTHY, Status.HEALTHY);
    assertThat(report.checks().get(0).detail()).isEqualTo("gave no answer within 1000 ms");
    assertThat(report.status()).isEqualTo(Status.DEGRADED);
    assertThat(report.ready()).isTrue();
  }

  @Test
  void aHundredWhoAskAtOnceCauseOneLookEach(Vertx vertx) throws Exception {
    Promise<Finding> slow = Promise.promise();
    HealthRegistry registry = registry(counted("a", slow::future), counted("b", slow::future));
    HealthReport last =
        on(
            vertx,
            () -> {
              List<Future<HealthReport>> asked = new ArrayList<>();
              for (int i = 0; i < 100; i++) {
                asked.add(registry.report(null, 5_000));
              }
              slow.complete(Finding.healthy("fine"));
              return Future.all(asked).map(all -> asked.get(99).result());
            });
    assertThat(looks).hasValue(2);
    assertThat(last.status()).isEqualTo(Status.HEALTHY);
  }

  @Test
  void whatWasSeenIsRememberedForItsTime(Vertx vertx) throws Exception {
    HealthRegistry registry =
        registry(counted("a", () -> Future.succeededFuture(ILL)).every(Duration.ofSeconds(10)));
    assertThat(on(vertx, () -> registry.report(null, 0)).checks()).isEmpty();
    for (int i = 0; i < 1_000; i++) {
      registry.report(null, 1_000);
    }
    assertThat(looks).hasValue(1);
    nanos.addAndGet(SECONDS.toNanos(6));
    registry.report(null, 1_000);
    assertThat(looks).hasValue(1);
    registry.refresh();
    assertThat(looks).hasValue(2);
    nanos.addAndGet(SECONDS.toNanos(11));
    long began = System.nanoTime();
    HealthReport known = on(vertx, () -> registry.report(null, 0));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(500));
    assertThat(known.checks()).hasSize(1);
    assertThat(looks).hasValue(2);
    registry.report(null, 1_000);
    assertThat(looks).hasValue(3);
  }

  private Check seen(HealthRegistry registry) {
    nanos.addAndGet(SECONDS.toNanos(60));
    return registry.report(null, 1_000).result().checks().get(0);
  }

  @Test
  void aStatusChangesOnlyWhenEnoughLooksDiffer() {
    AtomicReference<Finding> now = new AtomicReference<>(Finding.healthy("fine"));
    HealthRegistry registry =
        registry(counted("a", () -> Future.succeededFuture(now.get())).afterChanges(2, 3));
    assertThat(seen(registry).status()).isEqualTo(Status.HEALTHY);
    now.set(ILL);
    Check doubtful = seen(registry);
    assertThat(doubtful.status()).isEqualTo(Status.HEALTHY);
    assertThat(doubtful.detail()).isEqualTo("away (unhealthy 1 of the 2 times that it takes)");
    assertThat(doubtful.advice()).isEqualTo("start it");
    now.set(Finding.healthy("fine"));
    assertThat(seen(registry).status()).isEqualTo(Status.HEALTHY);
    now.set(ILL);
    Check ill = seen(registry);
    assertThat(ill.status()).isEqualTo(Status.UNHEALTHY);
    assertThat(ill.history().lastSuccess()).isEqualTo(Instant.EPOCH);
    now.set(Finding.healthy("fine"));
    assertThat(seen(registry).status()).isEqualTo(Status.UNHEALTHY);
    assertThat(seen(registry).status()).isEqualTo(Status.HEALTHY);
  }

  @Test
  void groupsAreAskedApartAndCriticalChecksDecide() {
    HealthRegistry registry =
        registry(
            counted("a", () -> Future.succeededFuture(ILL)).in(Group.READY).critical(true),
            counted("b", () -> Future.succeededFuture(Finding.disabled("off")))
                .in(Group.DEPENDENCIES));
    assertThat(registry.report(Group.READY, 1).result().ready()).isFalse();
    HealthReport others = registry.report(Group.DEPENDENCIES, 1).result();
    assertThat(others.status()).isEqualTo(Status.HEALTHY);
    assertThat(others.checks()).extracting(Check::name).containsExactly("b");
    assertThat(registry.report(Group.LIVE, 1).result().checks()).isEmpty();
  }

  @Test
  void aLookThatThrowsIsAnEntry() {
    HealthRegistry registry =
        registry(
            counted(
                "a",
                () -> {
                  throw new IllegalStateException("a defect");
                }));
    assertThat(registry.report(null, 1).result().checks().get(0).detail()).contains("a defect");
  }

  @Test
  void whatIsNotThereYetIsLookedAtAgainAtOnce(Vertx vertx) throws Exception {
    AtomicReference<Future<Finding>> answer =
        new AtomicReference<>(Future.failedFuture(new NotThere(ILL)));
    HealthRegistry registry =
        registry(counted("late", answer::get).every(Duration.ofSeconds(30)).afterChanges(2, 3));
    Check before = on(vertx, () -> registry.report(null, 1_000)).checks().get(0);
    assertThat(before.status()).isEqualTo(Status.UNHEALTHY);
    assertThat(before.detail()).isEqualTo(ILL.detail());
    answer.set(Future.succeededFuture(Finding.healthy("fine")));
    Check after = on(vertx, () -> registry.report(null, 1_000)).checks().get(0);
    assertThat(after.status()).isEqualTo(Status.HEALTHY);
    assertThat(after.detail()).isEqualTo("fine");
    on(vertx, () -> registry.report(null, 1_000));
    assertThat(looks).hasValue(2);
  }

  @Test
  void aSlowLookChangesNothingBeforeItHasEnded(Vertx vertx) throws Exception {
    AtomicReference<Future<Finding>> answer =
        new AtomicReference<>(Future.succeededFuture(Finding.healthy("fine")));
    HealthRegistry registry =
        registry(
            counted("slow", answer::get)
                .critical(true)
                .every(Duration.ofSeconds(30))
                .within(Duration.ofSeconds(9))
                .afterChanges(2, 3));
    on(vertx, () -> registry.report(null, 1_000));
    answer.set(Promise.<Finding>promise().future());
    nanos.addAndGet(SECONDS.toNanos(16));
    Check ahead =
        on(
                vertx,
                () -> {
                  registry.refresh();
                  return registry.report(null, 1_000);
                })
            .checks()
            .get(0);
    assertThat(looks).hasValue(2);
    assertThat(ahead.detail()).isEqualTo("fine");
    nanos.addAndGet(SECONDS.toNanos(16));
    HealthReport late = on(vertx, () -> registry.report(null, 100));
    assertThat(late.ready()).isTrue();
    assertThat(late.checks().get(0).status()).isEqualTo(Status.HEALTHY);
    assertThat(late.checks().get(0).detail()).isEqualTo("gave no answer within 100 ms");
  }
}
