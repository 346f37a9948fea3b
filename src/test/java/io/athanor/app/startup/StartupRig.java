package io.athanor.app.startup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Components that note what happens to them, in virtual time. */
class StartupRig {

  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(1);

  final VirtualScheduler time = new VirtualScheduler();
  final List<String> log = new ArrayList<>();

  StartupRun start(Component<?>... parts) {
    return start(100, parts);
  }

  StartupRun start(int parallelism, Component<?>... parts) {
    return StartupGraph.of(List.of(parts), new StartupLimits(parallelism, DEADLINE, STOP))
        .start(time);
  }

  Component<String> part(String name, long millis) {
    return Component.of(
            name,
            needs ->
                time.value(name, millis)
                    .thenApply(
                        value -> {
                          log.add("+" + name);
                          return value;
                        }))
        .stoppedBy(
            value -> {
              log.add("-" + value);
              return CompletableFuture.completedFuture(null);
            });
  }

  Component<String> broken(String name, long millis) {
    return Component.of(name, needs -> time.failure(name + " is broken", millis));
  }

  static StartupReport.Part part(StartupReport report, String name) {
    return report.components().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
