package io.athanor.http;

import io.athanor.contract.Json;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A start that stands where the test says. */
final class FakeStart implements StartupView {

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Progress now = at(9, "ready");

  private static Progress at(int sequence, String event) {
    String document =
        "{\"event\":\"%s\",\"sequence\":%d,\"state\":\"%s\",\"done\":%d,\"total\":9,\"elapsedMillis\":1.5,\"components\":{\"bus\":\"STARTED\"},\"message\":\"bus started\"}"
            .formatted(event, sequence, event.equals("ready") ? "READY" : "STARTING", sequence);
    return new Progress("p-" + sequence, event, new Json(document));
  }

  /** Something happens. */
  void tell(int sequence, String event) {
    now = at(sequence, event);
    listeners.forEach(Runnable::run);
  }

  int listeners() {
    return listeners.size();
  }

  @Override
  public Progress progress() {
    return now;
  }

  @Override
  public Json report() {
    return new Json("{\"state\":\"READY\",\"components\":[]}");
  }

  @Override
  public Runnable follow(Runnable changed) {
    listeners.add(changed);
    return () -> listeners.remove(changed);
  }
}
