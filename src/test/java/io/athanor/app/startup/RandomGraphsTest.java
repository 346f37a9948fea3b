package io.athanor.app.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A thousand graphs of any shape, some with failures, in virtual time. */
class RandomGraphsTest {

  private static final int GRAPHS = 1000;

  @Test
  void everyGraphKeepsItsPromises() {
    for (int seed = 0; seed < GRAPHS; seed++) {
      new Trial(seed).run();
    }
  }

  /** One graph and what is observed of it. */
  private static final class Trial {
    private final int seed;
    private final Random random;
    private final VirtualScheduler time = new VirtualScheduler();
    private final Map<String, Set<String>> edges = new HashMap<>();
    private final Map<String, Integer> millis = new HashMap<>();
    private final Set<String> alive = new HashSet<>();
    private final List<String> stopped = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<String> began = new ArrayList<>();
    private final int parallelism;
    private final boolean failing;
    private int starting;

    Trial(int seed) {
      this.seed = seed;
      // Small seeds in a row all begin with the same answers.
      this.random = new Random(seed * 0x9E3779B97F4A7C15L);
      this.parallelism = random.nextBoolean() ? 1_000 : 1 + random.nextInt(4);
      this.failing = random.nextInt(3) == 0;
    }

    void run() {
      List<Component<?>> parts = parts();
      Collections.shuffle(parts, random);
      StartupRun run =
          StartupGraph.of(
                  parts, new StartupLimits(parallelism, Duration.ofDays(1), Duration.ofDays(1)))
              .start(time);
      List<StartupProgress> progress = new ArrayList<>();
      run.onProgress(progress::add);
      time.run();
      StartupReport report = run.outcome().join();
      assertThat(progress).extracting(StartupProgress::fraction).isSorted();
      assertThat(progress).extracting(StartupProgress::sequence).isSorted().doesNotHaveDuplicates();
      assertThat(progress)
          .as("seed %d: nothing joins or leaves", seed)
          .allMatch(one -> one.components().size() == parts.size());
      assertThat(progress.get(progress.size() - 1).state().terminal()).isTrue();
      assertThat(progress.stream().filter(one -> one.state().terminal())).hasSize(1);
      assertThat(violations).as("seed %d", seed).isEmpty();
      assertThat(report.state())
          .as("seed %d", seed)
          .isEqualTo(failing ? StartupState.FAILED : StartupState.READY);
      if (!failing) {
        ready(report, parts.size());
        CompletableFuture<ShutdownReport> closing = run.closeAll();
        time.run();
        assertThat(closing).isDone();
      }
      assertThat(run.closeAll().join().clean()).as("seed %d", seed).isTrue();
      assertThat(alive).as("seed %d: all that started is stopped", seed).isEmpty();
      assertThat(stopped).doesNotHaveDuplicates();
    }

    private void ready(StartupReport report, int count) {
      assertThat(began).as("seed %d", seed).hasSize(count);
      long longest = millis.keySet().stream().mapToLong(this::longestTo).max().orElse(0);
      long wall = report.wall().toMillis();
      if (parallelism >= count) {
        assertThat(wall).as("seed %d", seed).isEqualTo(longest);
        long path = report.criticalPath().stream().mapToLong(millis::get).sum();
        assertThat(path).as("seed %d: the critical path explains the wall", seed).isEqualTo(wall);
      } else {
        assertThat(wall).as("seed %d", seed).isGreaterThanOrEqualTo(longest);
      }
    }

    private long longestTo(String name) {
      return millis.get(name) + edges.get(name).stream().mapToLong(this::longestTo).max().orElse(0);
    }

    private List<Component<?>> parts() {
      List<Component<?>> parts = new ArrayList<>();
      int count = 1 + random.nextInt(12);
      int broken = failing ? random.nextInt(count) : -1;
      for (int i = 0; i < count; i++) {
        parts.add(part(i, i == broken));
      }
      return parts;
    }

    private Component<String> part(int index, boolean broken) {
      String name = "p" + index;
      int duration = random.nextInt(5) == 0 ? 0 : random.nextInt(100);
      millis.put(name, duration);
      Component<String> part =
          Component.of(name, needs -> start(name, duration, broken)).stoppedBy(this::stop);
      Set<String> needed = new HashSet<>();
      for (int j = 0; j < index; j++) {
        if (random.nextInt(4) == 0) {
          needed.add("p" + j);
          if (random.nextBoolean()) {
            part.needs("p" + j);
          } else {
            part.wants("p" + j);
          }
        }
      }
      edges.put(name, needed);
      return part;
    }

    private CompletableFuture<String> start(String name, int duration, boolean broken) {
      // Noted, not thrown: the run would take an exception for a component that fails.
      if (!alive.containsAll(edges.get(name))) {
        violations.add(name + " began before its needs");
      }
      began.add(name);
      starting++;
      if (starting > parallelism) {
        violations.add(name + " is one too many");
      }
      CompletableFuture<String> end =
          broken ? time.failure(name + " is broken", duration) : time.value(name, duration);
      return end.whenComplete(
          (value, error) -> {
            starting--;
            if (error == null) {
              alive.add(name);
            }
          });
    }

    private CompletableFuture<Void> stop(String name) {
      edges.forEach(
          (user, needed) ->
              assertThat(needed.contains(name) && alive.contains(user))
                  .as("seed %d: %s stops while %s lives", seed, name, user)
                  .isFalse());
      alive.remove(name);
      stopped.add(name);
      return time.value(null, random.nextInt(10));
    }
  }
}
