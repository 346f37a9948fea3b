package io.athanor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts.AppendOutput;
import io.athanor.contract.Attempts.Appended;
import io.athanor.contract.Bytes;
import io.athanor.contract.Experiments.OutputChunk;
import io.athanor.contract.Experiments.Stream;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class OutputSpoolTest {

  private static final Future<Appended> STORED = Future.succeededFuture(new Appended(true));

  private final List<AppendOutput> appends = new CopyOnWriteArrayList<>();
  private final List<String> broken = new CopyOnWriteArrayList<>();
  private volatile Function<AppendOutput, Future<Appended>> append = ask -> STORED;
  private Loop loop;
  private OutputSpool spool;

  @BeforeEach
  void open(Vertx vertx) {
    loop = Loop.on(vertx);
    spool =
        new OutputSpool(
            FakeStore.work(3),
            loop.context(),
            ask -> {
              appends.add(ask);
              return append.apply(ask);
            },
            cause -> broken.add(String.valueOf(cause)));
  }

  private static ConditionFactory soon() {
    return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(15));
  }

  private List<OutputChunk> chunks() {
    return appends.stream().flatMap(ask -> ask.chunks().stream()).toList();
  }

  private byte[] stored(Stream stream) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (OutputChunk chunk : chunks()) {
      if (chunk.stream() == stream) {
        assertThat(chunk.offset()).isEqualTo(all.size());
        all.writeBytes(chunk.bytes().value());
      }
    }
    return all.toByteArray();
  }

  private Future<Void> finish() {
    return loop.call(spool::finish);
  }

  private void print(Stream stream, String text) {
    spool.add(stream, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void nothingPrintedIsNothingStored() {
    Await.value(finish());
    assertThat(appends).isEmpty();
  }

  @Test
  void whatIsPrintedShowsSoonWhileTheProgramRuns() {
    print(Stream.STDOUT, "hello");
    soon().until(() -> stored(Stream.STDOUT).length == 5);
    AppendOutput first = appends.get(0);
    assertThat(first.token()).isEqualTo(3);
    assertThat(first.chunks().get(0).attempt()).isEqualTo(1);
    Await.value(finish());
    assertThat(appends).hasSize(1);
  }

  @Test
  void manySmallPrintsBecomeFewChunksInTheirOrder() {
    print(Stream.STDERR, "e");
    for (int i = 0; i < 1_000; i++) {
      print(Stream.STDOUT, i + "\n");
    }
    print(Stream.STDERR, "f");
    Await.value(finish());
    assertThat(chunks()).hasSizeLessThan(50);
    assertThat(chunks().get(0).stream()).isEqualTo(Stream.STDERR);
    assertThat(chunks().get(chunks().size() - 1).stream()).isEqualTo(Stream.STDERR);
    assertThat(new String(stored(Stream.STDOUT), StandardCharsets.UTF_8)).endsWith("998\n999\n");
  }

  /** The end of an attempt does not wait for more output to gather. */
  @Test
  void theRestIsStoredAtOnceAtTheEnd() {
    long quickest = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      open(loop.context().owner());
      print(Stream.STDOUT, "last words");
      long begun = System.nanoTime();
      Await.value(finish());
      quickest = Math.min(quickest, System.nanoTime() - begun);
    }
    assertThat(Duration.ofNanos(quickest)).isLessThan(Duration.ofMillis(30));
    assertThat(appends).hasSize(20);
  }

  @Test
  void theReaderWaitsWhileTheDatabaseIsSlowAndTheLoopDoesNot() throws Exception {
    CompletableFuture<Appended> slow = new CompletableFuture<>();
    append = ask -> Future.fromCompletionStage(slow);
    int total = 3 * OutputSpool.BOUND;
    List<Integer> taken = new CopyOnWriteArrayList<>();
    Thread reader =
        new Thread(
            () -> {
              for (int sent = 0; sent < total; sent += 64 * 1024) {
                spool.add(Stream.STDOUT, new byte[64 * 1024]);
                taken.add(sent);
              }
            });
    reader.start();
    soon().until(() -> reader.getState() == Thread.State.WAITING);
    assertThat(taken).hasSizeBetween(1, OutputSpool.BOUND / (64 * 1024));
    assertThat(loop.call(() -> "alive")).isEqualTo("alive");
    assertThat(appends).hasSize(1);
    append = ask -> STORED;
    slow.complete(new Appended(true));
    reader.join(15_000);
    Await.value(finish());
    assertThat(stored(Stream.STDOUT)).hasSize(total);
  }

  @Test
  void anAttemptThatIsNoLongerOursEndsOnceAndItsReaderGoesOn() throws Exception {
    append = ask -> Future.succeededFuture(new Appended(false));
    Thread reader =
        new Thread(
            () -> {
              for (int i = 0; i < 100; i++) {
                spool.add(Stream.STDOUT, new byte[Bytes.MAX]);
              }
            });
    reader.start();
    reader.join(15_000);
    assertThat(reader.isAlive()).isFalse();
    Await.value(finish());
    assertThat(broken).containsExactly("null");
    assertThat(appends).hasSize(1);
  }

  @Test
  void aFailureIsToldWithItsCause() {
    append = ask -> Future.failedFuture(new IllegalStateException("disk full"));
    print(Stream.STDOUT, "x");
    Await.value(finish());
    soon().until(() -> broken.size() == 1);
    assertThat(broken.get(0)).contains("disk full");
    print(Stream.STDOUT, "y");
    Await.value(finish());
    assertThat(appends).hasSize(1);
  }

  @RepeatedTest(20)
  void noByteIsLostOrMovedWhateverTheSizesAndDelays() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    append =
        ask ->
            random.nextInt(3) == 0
                ? loop.context().owner().timer(1 + random.nextInt(5)).map(new Appended(true))
                : STORED;
    ByteArrayOutputStream[] printed = {new ByteArrayOutputStream(), new ByteArrayOutputStream()};
    Thread reader = new Thread(() -> printAtRandom(new Random(seed + 1), printed));
    reader.start();
    reader.join(15_000);
    Await.value(finish());
    assertThat(stored(Stream.STDOUT)).as("seed %d", seed).isEqualTo(printed[0].toByteArray());
    assertThat(stored(Stream.STDERR)).as("seed %d", seed).isEqualTo(printed[1].toByteArray());
    List<Integer> numbers = chunks().stream().map(OutputChunk::number).toList();
    assertThat(numbers).isSorted().doesNotHaveDuplicates().first().isEqualTo(0);
    assertThat(numbers.get(numbers.size() - 1)).isEqualTo(numbers.size() - 1);
    assertThat(appends)
        .allSatisfy(
            ask ->
                assertThat(ask.chunks().stream().mapToInt(c -> c.bytes().value().length).sum())
                    .isBetween(1, Bytes.MAX));
    assertThat(broken).isEmpty();
  }

  private void printAtRandom(Random random, ByteArrayOutputStream[] printed) {
    for (int i = 0; i < 300; i++) {
      byte[] piece = new byte[random.nextInt(i % 10 == 0 ? 150_000 : 300)];
      random.nextBytes(piece);
      boolean stdout = random.nextBoolean();
      printed[stdout ? 0 : 1].writeBytes(piece);
      spool.add(stdout ? Stream.STDOUT : Stream.STDERR, piece);
      if (random.nextInt(50) == 0) {
        LockSupport.parkNanos(2_000_000);
      }
    }
  }
}
