package io.athanor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.bus.NodeBus;
import io.athanor.contract.Bytes;
import io.athanor.contract.Contents;
import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class ContentAccessTest {

  private FakeStore store;
  private ContentAccess access;

  @BeforeEach
  void open(Vertx vertx) {
    NodeBus node = NodeBus.create(vertx);
    store = new FakeStore(node);
    access = new ContentAccess(node.open(Role.EXECUTION));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static Contents.Chunk chunk(Contents.Get get, byte[] whole) {
    int chunks = (whole.length + Bytes.MAX - 1) / Bytes.MAX;
    int from = get.number() * Bytes.MAX;
    byte[] part = Arrays.copyOfRange(whole, from, Math.min(whole.length, from + Bytes.MAX));
    return new Contents.Chunk(get.digest(), whole.length, chunks, get.number(), new Bytes(part));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, Bytes.MAX - 1, Bytes.MAX, Bytes.MAX + 1, 5 * Bytes.MAX, 1_000_000})
  void contentsOfEverySizeGoOutAndComeBackWhole(int length) {
    byte[] whole = random(length);
    String digest = Await.value(access.store(whole));
    ByteArrayOutputStream put = new ByteArrayOutputStream();
    store.puts.forEach(one -> put.writeBytes(one.bytes().value()));
    assertThat(put.toByteArray()).isEqualTo(whole);
    assertThat(store.puts)
        .allMatch(one -> one.digest().equals(digest) && one.size() == length)
        .extracting(Contents.Put::number)
        .isSorted()
        .doesNotHaveDuplicates();
    store.content = get -> Future.succeededFuture(chunk(get, whole));
    assertThat(Await.value(access.fetch(digest))).isEqualTo(whole);
  }

  @Test
  void aContentIsFetchedOnce() {
    AtomicInteger gets = new AtomicInteger();
    byte[] whole = random(100_000);
    store.content =
        get -> {
          gets.incrementAndGet();
          return Future.succeededFuture(chunk(get, whole));
        };
    String digest = Await.value(access.store(whole));
    Await.value(access.fetch(digest));
    int once = gets.get();
    assertThat(Await.value(access.fetch(digest))).isEqualTo(whole);
    assertThat(gets).hasValue(once);
  }

  @Test
  void whatArrivesDamagedIsNotRun() {
    store.content = get -> Future.succeededFuture(chunk(get, random(10)));
    assertThat(Await.cause(access.fetch("a".repeat(64)))).hasMessageContaining("digest");
  }

  @Test
  void aFailureOnTheWayIsNotRemembered() {
    byte[] whole = random(3 * Bytes.MAX);
    String digest = Await.value(access.store(whole));
    store.content =
        get ->
            get.number() == 2
                ? Future.failedFuture(new RefusedException(Failure.UNAVAILABLE, "away"))
                : Future.succeededFuture(chunk(get, whole));
    assertThat(Await.refusal(access.fetch(digest)).failure()).isEqualTo(Failure.UNAVAILABLE);
    store.content = get -> Future.succeededFuture(chunk(get, whole));
    assertThat(Await.value(access.fetch(digest))).isEqualTo(whole);
  }
}
