package io.athanor.operations.diagnostics;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.Diagnostics.SystemReport;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class DiagnosisTest {

  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicReference<String> reader = new AtomicReference<>("");

  @TempDir private Path folder;
  private Context context;
  private Diagnosis diagnosis;

  @BeforeEach
  void begin(Vertx vertx) {
    Sources sources =
        new Sources(
            Sources.none().node(),
            () -> "host",
            folder,
            new LoopLags(0),
            new PoolMeters(),
            () -> {
              reads.incrementAndGet();
              reader.set(Thread.currentThread().getName());
              return new MachineReading(
                  2, 0, 8L << 30, 6L << 30, "none", null, null, null, null, null, null, null);
            });
    diagnosis = new Diagnosis(sources, Path.of("/proc"), Clock.systemUTC());
    context = vertx.getOrCreateContext();
    context.runOnContext(go -> diagnosis.begin(vertx));
  }

  @AfterEach
  void end() {
    context.runOnContext(go -> diagnosis.end());
  }

  private <T> T ask(java.util.function.Supplier<io.vertx.core.Future<T>> question)
      throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    context.runOnContext(
        go ->
            question
                .get()
                .onComplete(
                    (value, cause) -> {
                      if (cause == null) {
                        answer.complete(value);
                      } else {
                        answer.completeExceptionally(cause);
                      }
                    }));
    return answer.get(20, SECONDS);
  }

  @Test
  void whoAsksFirstGetsTheFirstSample() throws Exception {
    SystemReport report = ask(diagnosis::report);
    assertThat(report.node().id()).isEqualTo("none");
    assertThat(reader.get()).startsWith("vert.x-worker");
    assertThat(report.memory().system().percent()).isEqualTo(25.0);
  }

  /** A thousand answers are made of what is known: nothing is read, and all are there at once. */
  @Test
  void askingReadsNothing() throws Exception {
    ask(diagnosis::report);
    CompletableFuture<long[]> measured = new CompletableFuture<>();
    context.runOnContext(
        go -> {
          int before = reads.get();
          long[] nanos = new long[1_000];
          boolean all = true;
          for (int i = 0; i < nanos.length; i++) {
            long began = System.nanoTime();
            all &= diagnosis.summary().isComplete() && diagnosis.report().isComplete();
            nanos[i] = System.nanoTime() - began;
          }
          measured.complete(all && reads.get() - before <= 1 ? nanos : new long[0]);
        });
    long[] nanos = measured.get(20, SECONDS);
    assertThat(nanos).hasSize(1_000);
    Arrays.sort(nanos);
    System.out.println("summary and report: p50 " + nanos[500] + " ns, p99 " + nanos[990] + " ns");
  }

  @Test
  void oldFiguresSaySo() throws Exception {
    SystemReport report = ask(diagnosis::report);
    assertThat(ask(diagnosis::summary).sections()).containsEntry("memory", Level.HEALTHY);
    SystemReport later = Diagnosis.told(report, report.sampledAt().plusSeconds(30));
    assertThat(later.status()).isEqualTo(report.status());
    SystemReport old = Diagnosis.told(report, report.sampledAt().plusSeconds(31));
    assertThat(old.status()).isEqualTo(Level.ERROR);
    assertThat(old.reasons().get(0)).startsWith("these figures are 31 s old");
  }
}
