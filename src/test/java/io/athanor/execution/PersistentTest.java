package io.athanor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

@ExtendWith(VertxExtension.class)
class PersistentTest {

  private final AtomicInteger tries = new AtomicInteger();

  private Future<String> failing(int times, Failure failure) {
    return tries.incrementAndGet() <= times
        ? Future.failedFuture(new RefusedException(failure, "no"))
        : Future.succeededFuture("done");
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAVAILABLE", "TIMEOUT", "OVERLOADED", "CONFLICT"})
  void triesAgainWhatMayPass(Failure failure, Vertx vertx) {
    Persistent persistent = new Persistent(vertx);
    assertThat(Await.value(persistent.request(() -> failing(3, failure), () -> true)))
        .isEqualTo("done");
    assertThat(tries).hasValue(4);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"UNAVAILABLE", "TIMEOUT", "OVERLOADED", "CONFLICT"})
  void doesNotTryAgainWhatWillNot(Failure failure, Vertx vertx) {
    Persistent persistent = new Persistent(vertx);
    assertThat(Await.refusal(persistent.request(() -> failing(3, failure), () -> true)).failure())
        .isEqualTo(failure);
    assertThat(tries).hasValue(1);
  }

  @Test
  void endsWhenItNoLongerCounts(Vertx vertx) {
    Persistent persistent = new Persistent(vertx);
    Future<String> asked =
        persistent.request(() -> failing(1_000, Failure.UNAVAILABLE), () -> tries.get() < 3);
    assertThat(Await.refusal(asked).failure()).isEqualTo(Failure.UNAVAILABLE);
    assertThat(tries).hasValue(3);
  }
}
