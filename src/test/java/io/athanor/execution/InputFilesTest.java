package io.athanor.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Bytes;
import io.athanor.contract.Contents;
import io.athanor.contract.RefusedException;
import io.athanor.execution.sandbox.StoredInput;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class InputFilesTest {

  private static final int SIZE = 300_000;

  @TempDir Path home;
  private final AtomicLong room = new AtomicLong(1L << 40);
  private final AtomicInteger gets = new AtomicInteger();
  private Loop loop;
  private InputFiles files;
  private InputCache cache;
  private Persistent persistent;

  @BeforeEach
  void open(Vertx vertx) {
    loop = Loop.on(vertx);
    persistent = new Persistent(vertx);
    reopen(vertx, 2 * SIZE);
  }

  private void reopen(Vertx vertx, long most) {
    files = new InputFiles(home.resolve("inputs"), most, Duration.ZERO, path -> room.get());
    cache = new InputCache(vertx, files);
  }

  private static byte[] bytes(int seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static String digest(int seed) {
    return Contents.digestOf(bytes(seed));
  }

  private Path file(int seed) {
    return home.resolve("inputs").resolve(digest(seed));
  }

  private Future<Contents.Chunk> chunk(int seed, int number) {
    gets.incrementAndGet();
    int from = number * Bytes.MAX;
    byte[] part = Arrays.copyOfRange(bytes(seed), from, Math.min(SIZE, from + Bytes.MAX));
    int chunks = (SIZE + Bytes.MAX - 1) / Bytes.MAX;
    return Future.succeededFuture(
        new Contents.Chunk(digest(seed), SIZE, chunks, number, new Bytes(part)));
  }

  private Future<StoredInput> taking(InputCache.Held held, int seed) {
    return held.take(digest(seed), number -> chunk(seed, number), () -> true);
  }

  private InputCache.Held took(int seed) {
    InputCache.Held held = loop.call(() -> cache.forAttempt(persistent));
    StoredInput taken = loop.await(() -> taking(held, seed));
    assertThat(taken.bytes()).isEqualTo(SIZE);
    assertThat(taken.file()).hasBinaryContent(bytes(seed));
    return held;
  }

  private void used(int seed) {
    InputCache.Held held = took(seed);
    loop.run(held::release);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> found = Files.list(home.resolve("inputs"))) {
      return found.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void aFileIsFetchedOnceAndCannotBeWritten() throws Exception {
    used(1);
    int once = gets.get();
    used(1);
    assertThat(gets).hasValue(once);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(1))))
        .isEqualTo("r--r--r--");
    assertThat(names()).containsExactly(digest(1));
  }

  @Test
  void twoAtOnceFetchItOnce() {
    List<StoredInput> taken =
        loop.await(
            () -> {
              Future<StoredInput> one = taking(cache.forAttempt(persistent), 1);
              Future<StoredInput> two = taking(cache.forAttempt(persistent), 1);
              return Future.all(one, two).map(both -> List.of(one.result(), two.result()));
            });
    assertThat(taken.get(0)).isEqualTo(taken.get(1));
    assertThat(gets).hasValue((SIZE + Bytes.MAX - 1) / Bytes.MAX);
  }

  @Test
  void whatWasChangedMeanwhileIsFetchedAgain() throws Exception {
    used(1);
    Files.setPosixFilePermissions(file(1), PosixFilePermissions.fromString("rw-r--r--"));
    byte[] tampered = bytes(1);
    tampered[SIZE / 2]++;
    Files.write(file(1), tampered, StandardOpenOption.WRITE);
    used(1);
    Files.delete(file(1));
    used(1);
    assertThat(names()).containsExactly(digest(1));
  }

  @Test
  void whatACrashHasLeftIsOnlyUsedIfItIsWhole(Vertx vertx) throws Exception {
    used(1);
    used(2);
    int twice = gets.get();
    Files.delete(file(2));
    Files.write(file(2), Arrays.copyOf(bytes(2), 1000));
    Files.writeString(home.resolve("inputs").resolve(".new-7"), "half");
    reopen(vertx, 2 * SIZE);
    used(1);
    assertThat(gets).hasValue(twice);
    used(2);
    assertThat(gets).hasValueGreaterThan(twice);
    assertThat(names()).containsExactlyInAnyOrder(digest(1), digest(2));
  }

  @Test
  void theLeastRecentlyUsedGoFirstAndNoneInUse() throws Exception {
    InputCache.Held first = took(1);
    used(2);
    used(3);
    assertThat(names()).containsExactlyInAnyOrder(digest(1), digest(3));
    InputCache.Held third = took(3);
    InputCache.Held fourth = took(4);
    assertThat(names()).containsExactlyInAnyOrder(digest(1), digest(3), digest(4));
    loop.run(third::release);
    assertThat(names()).containsExactlyInAnyOrder(digest(1), digest(4));
    loop.run(first::release);
    loop.run(fourth::release);
    used(1);
    used(5);
    assertThat(names()).containsExactlyInAnyOrder(digest(1), digest(5));
  }

  @Test
  void aFullDiskIsSaidAndLeavesNothing() throws Exception {
    used(1);
    room.set(SIZE);
    InputCache.Held held = loop.call(() -> cache.forAttempt(persistent));
    Throwable cause = Await.cause(loop.call(() -> taking(held, 2)));
    assertThat(cause).hasMessageContaining("no room for an input of 300000 bytes");
    assertThat(InputFiles.isNoRoom(cause)).isTrue();
    assertThat(names()).isEmpty();
    room.set(1L << 40);
    used(2);
  }

  private static long inUse() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void aLongInputIsNotHeldInMemory() {
    int chunks = 400;
    Bytes zeros = new Bytes(new byte[Bytes.MAX]);
    Promise<Contents.Chunk> last = Promise.promise();
    AtomicBoolean asked = new AtomicBoolean();
    IntFunction<Future<Contents.Chunk>> source =
        number -> {
          asked.set(number == chunks - 1);
          long size = (long) chunks * Bytes.MAX;
          return asked.get()
              ? last.future()
              : Future.succeededFuture(new Contents.Chunk(digest(1), size, chunks, number, zeros));
        };
    InputCache.Held held = loop.call(() -> cache.forAttempt(persistent));
    long before = inUse();
    Future<StoredInput> taken = loop.call(() -> held.take(digest(1), source, () -> true));
    await().atMost(1, TimeUnit.MINUTES).until(asked::get);
    await().until(() -> inUse() - before < 20 << 20);
    last.fail("enough");
    assertThat(Await.cause(taken)).hasMessage("enough");
  }

  @Test
  void whatArrivesDamagedIsNotKept() throws Exception {
    InputCache.Held held = loop.call(() -> cache.forAttempt(persistent));
    Throwable cause =
        Await.cause(loop.call(() -> held.take(digest(1), number -> chunk(2, number), () -> true)));
    assertThat(cause).hasMessageContaining("does not match its digest");
    assertThat(names()).isEmpty();
  }

  @Test
  void aDiskThatFillsWhileItIsWrittenIsNoFaultOfTheAttempt() throws Exception {
    IncomingInput incoming = files.begin(digest(1), SIZE);
    room.set(0);
    Files.createDirectory(home.resolve("inputs").resolve(".new-0"));
    assertThatThrownBy(() -> incoming.write(new byte[1]))
        .isInstanceOf(RefusedException.class)
        .matches(InputFiles::isNoRoom);
    incoming.abandon();
    assertThat(names()).isEmpty();
  }
}
