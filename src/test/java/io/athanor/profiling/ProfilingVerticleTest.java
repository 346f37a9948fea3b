package io.athanor.profiling;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.bus.NodeBus;
import io.athanor.contract.Operations;
import io.athanor.contract.Profiles;
import io.athanor.contract.Profiles.StatementsObserved;
import io.athanor.contract.Role;
import io.athanor.support.Neighbours;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ProfilingVerticleTest {

  private static final StatementsObserved OBSERVED =
      Samples.observed(new Samples("insert").took(2_000_000).build());

  private static final ProfilingConfig.SlowLog LOG =
      new ProfilingConfig.SlowLog(false, 1 << 20, Duration.ofHours(1), 2, false);

  private static Neighbours deploy(Vertx vertx, boolean enabled) throws Exception {
    NodeBus node = NodeBus.create(vertx);
    vertx
        .deployVerticle(
            new ProfilingVerticle(
                new ProfilingConfig(enabled, 10, 10, LOG),
                node,
                Clock.fixed(Samples.AT, ZoneOffset.UTC)))
        .await(5, SECONDS);
    return new Neighbours(node);
  }

  private static List<Profiles.StatementStatistics> statements(Neighbours bus) throws Exception {
    return bus.request(Profiles.STATEMENTS, new Profiles.Statements(false))
        .await(5, SECONDS)
        .statements();
  }

  private static Operations.Pong ping(Neighbours bus) throws Exception {
    return bus.request(Operations.ping(Role.PROFILING), new Operations.Ping()).await(5, SECONDS);
  }

  @Test
  void reportsWhatItHeard(Vertx vertx) throws Exception {
    Neighbours bus = deploy(vertx, true);
    bus.publish(Profiles.STATEMENTS_OBSERVED, OBSERVED);
    bus.publish(Profiles.STATEMENTS_OBSERVED, OBSERVED);
    await()
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () ->
                assertThat(statements(bus))
                    .singleElement()
                    .satisfies(one -> assertThat(one.count()).isEqualTo(2)));
    assertThat(statements(bus).get(0).p50Millis()).isEqualTo(2.0);
    assertThat(ping(bus)).isEqualTo(new Operations.Pong(true, "1 statements are known"));
  }

  @Test
  void disabledHearsNothing(Vertx vertx) throws Exception {
    Neighbours bus = deploy(vertx, false);
    bus.publish(Profiles.STATEMENTS_OBSERVED, OBSERVED);
    // Messages to one event loop keep their order, so the ping is served after the event.
    assertThat(ping(bus)).isEqualTo(new Operations.Pong(true, "disabled"));
    assertThat(statements(bus)).isEmpty();
  }
}
