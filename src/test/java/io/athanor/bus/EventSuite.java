package io.athanor.bus;

import static io.athanor.contract.Attempts.READY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contract.Attempts;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What has happened is heard by everybody who listens. */
interface EventSuite extends OnNodes {

  private static void until(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await().pollInterval(Duration.ofMillis(20)).until(condition);
  }

  @Test
  default void everybodyWhoListensHearsAnEvent() {
    List<Attempts.Ready> there = new CopyOnWriteArrayList<>();
    List<Attempts.Ready> here = new CopyOnWriteArrayList<>();
    Await.value(nodes().open(nodes().asking(), Role.EXECUTION).listen(READY, there::add));
    Await.value(nodes().open(nodes().serving(), Role.EXECUTION).listen(READY, here::add));

    nodes().owner(Role.PERSISTENCE).publish(READY, new Attempts.Ready("default", 0));

    until(() -> !there.isEmpty() && !here.isEmpty());
    assertThat(there).containsExactly(new Attempts.Ready("default", 0));
    assertThat(here).containsExactly(new Attempts.Ready("default", 0));
  }

  @Test
  default void aListenerThatFailsHarmsNobody() {
    List<String> heard = new CopyOnWriteArrayList<>();
    Bus listener = nodes().open(nodes().asking(), Role.EXECUTION);
    Bus owner = nodes().owner(Role.PERSISTENCE);
    Await.value(
        listener.listen(
            READY,
            ready -> {
              heard.add(ready.pool());
              throw new IllegalStateException("the listener is broken");
            }));

    owner.publish(READY, new Attempts.Ready("first", 0));
    owner.publish(READY, new Attempts.Ready("second", 0));

    until(() -> heard.size() == 2);
    assertThat(heard).containsExactly("first", "second");
  }

  @Test
  default void anUnreadableEventIsSkipped() {
    List<String> heard = new CopyOnWriteArrayList<>();
    Await.value(
        nodes()
            .open(nodes().asking(), Role.EXECUTION)
            .listen(READY, ready -> heard.add(ready.pool())));
    var eventBus = nodes().serving().vertx().eventBus();

    eventBus.publish(READY.name(), "nonsense");
    eventBus.publish(READY.name(), null);
    eventBus.publish(READY.name(), new JsonObject().put("pool", List.of()));
    eventBus.publish(READY.name(), new JsonObject().put("pool", "from abroad"));

    until(() -> !heard.isEmpty());
    assertThat(heard).containsExactly("from abroad");
  }

  @Test
  default void aRoleAnnouncesNothingThatBelongsToAnother() {
    Bus stranger = nodes().caller();

    assertThatThrownBy(() -> stranger.publish(READY, new Attempts.Ready("default", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("persistence");
  }

  @Test
  default void afterDrainingNothingIsHeard() {
    List<String> heard = new CopyOnWriteArrayList<>();
    List<String> control = new CopyOnWriteArrayList<>();
    Bus gone = nodes().open(nodes().asking(), Role.EXECUTION);
    Bus still = nodes().open(nodes().asking(), Role.EXECUTION);
    Await.value(gone.listen(READY, ready -> heard.add(ready.pool())));
    Await.value(still.listen(READY, ready -> control.add(ready.pool())));
    Await.value(gone.drain());

    nodes().owner(Role.PERSISTENCE).publish(READY, new Attempts.Ready("default", 0));

    until(() -> !control.isEmpty());
    assertThat(heard).isEmpty();
  }
}
