package io.athanor.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.support.Await;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class InFlightTest {

  @Test
  void isEmptyAtOnceWhenNothingIsInProgress() {
    assertThat(new InFlight().empty().succeeded()).isTrue();
  }

  @Test
  void isEmptyOnceEverythingHasEnded() {
    InFlight inFlight = new InFlight();
    inFlight.begin();
    inFlight.begin();
    Future<Void> empty = inFlight.empty();
    inFlight.end();
    assertThat(empty.isComplete()).isFalse();
    inFlight.end();
    assertThat(empty.succeeded()).isTrue();
  }

  @Test
  void noEndIsMissedWhateverTheOrder() throws InterruptedException {
    for (int round = 0; round < 500; round++) {
      InFlight inFlight = new InFlight();
      CountDownLatch go = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        inFlight.begin();
        Thread thread =
            new Thread(
                () -> {
                  try {
                    go.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  inFlight.end();
                });
        thread.start();
        threads.add(thread);
      }
      go.countDown();
      Await.value(inFlight.empty());
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(inFlight.count()).isZero();
    }
  }
}
