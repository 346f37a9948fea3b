package io.athanor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Experiments;
import io.athanor.contract.Operations;
import io.athanor.contract.Operations.SandboxReport;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ExecutionVerticleTest {

  private static ExecutionConfig config() {
    LimitValues limits =
        new LimitValues(
            Duration.ofSeconds(1), Duration.ofSeconds(1), 1 << 20, 1, 0, 0, 1 << 20, 1 << 20);
    return new ExecutionConfig(
        2,
        List.of("default"),
        ExecutionConfig.Tier.STRICT,
        Duration.ofSeconds(1),
        Duration.ofMillis(100),
        Duration.ofMillis(50),
        10,
        3,
        new PlacementConfig(85, 85, 1, 2),
        1 << 20,
        1,
        1,
        Duration.ofMillis(100),
        List.of(),
        List.of("python", "bash"),
        limits,
        limits);
  }

  @Test
  void withoutSandboxesItSaysWhyAndTakesNothing(Vertx vertx) {
    NodeBus node = NodeBus.create(vertx);
    FakeStore store = new FakeStore(node);
    store.queue();
    Worker worker =
        new Worker(
            UUID.randomUUID(),
            "n",
            List.of(Role.EXECUTION),
            Optional.empty(),
            "install bubblewrap");
    String id =
        Await.value(
            vertx.deployVerticle(
                new ExecutionVerticle(node, config(), worker, new Farewell(Duration.ZERO))));
    saysWhy(node.open(Role.HTTP));
    Bus announcing = node.open(Role.PERSISTENCE);
    announcing.publish(Attempts.READY, new Attempts.Ready("default", 0));
    announcing.publish(
        Experiments.CANCEL_REQUESTED, new Experiments.CancelRequested(UUID.randomUUID()));
    Await.value(vertx.undeploy(id));
    assertThat(store.joins).isEmpty();
    assertThat(store.claims).isEmpty();
    assertThat(store.leaves).isEmpty();
    assertThat(node.served()).doesNotContainValue(Role.EXECUTION);
  }

  private static void saysWhy(Bus asking) {
    SandboxReport report =
        Await.value(asking.request(Operations.SANDBOX, new Operations.Sandbox()));
    assertThat(report.tier()).isEqualTo("none");
    assertThat(report.checks())
        .singleElement()
        .matches(check -> !check.passed() && check.seen().equals("install bubblewrap"));
    assertThat(report.runtimes())
        .hasSize(5)
        .noneMatch(Operations.RuntimeReport::available)
        .filteredOn(runtime -> runtime.name().equals("node"))
        .extracting(Operations.RuntimeReport::install)
        .containsExactly("apt-get install nodejs");
    Operations.Pong pong =
        Await.value(asking.request(Operations.ping(Role.EXECUTION), new Operations.Ping()));
    assertThat(pong.healthy()).isFalse();
    assertThat(pong.detail()).isEqualTo("install bubblewrap");
  }
}
