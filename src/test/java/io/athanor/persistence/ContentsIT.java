package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Bytes;
import io.athanor.contract.Contents;
import io.athanor.contract.Contents.Put;
import io.athanor.contract.Failure;
import io.athanor.support.Await;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ContentsIT {

  private static final int CHUNKS = 5;

  @RegisterExtension static final StoreNode store = new StoreNode();

  private final byte[] content = new byte[4 * Bytes.MAX + 17];

  ContentsIT() {
    new Random(3).nextBytes(content);
  }

  @AfterEach
  void clear() throws SQLException {
    store.clear();
  }

  private List<Put> puts(String digest) {
    List<Put> puts = new ArrayList<>();
    for (int i = 0; i < CHUNKS; i++) {
      int end = Math.min(content.length, (i + 1) * Bytes.MAX);
      Bytes bytes = new Bytes(Arrays.copyOfRange(content, i * Bytes.MAX, end));
      puts.add(new Put(digest, content.length, i, bytes));
    }
    return puts;
  }

  private static boolean put(Put put) {
    return store.get(Contents.PUT, put).complete();
  }

  private static boolean missing(String digest) {
    return !store.get(Contents.MISSING, new Contents.Missing(List.of(digest))).digests().isEmpty();
  }

  @Test
  void chunksInAnyOrderBecomeWholeWithTheLastToArrive() {
    String digest = Draft.digest(content);
    List<Put> puts = puts(digest);
    for (List<Integer> order :
        List.of(List.of(0, 1, 2, 3, 4), List.of(4, 3, 2, 1, 0), List.of(2, 4, 0, 3, 1))) {
      assertThat(missing(digest)).isTrue();
      for (int i = 0; i < CHUNKS; i++) {
        assertThat(put(puts.get(order.get(i)))).isEqualTo(i == CHUNKS - 1);
      }
      assertThat(missing(digest)).isFalse();
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      for (int i = 0; i < CHUNKS; i++) {
        Contents.Chunk chunk = store.get(Contents.GET, new Contents.Get(digest, i));
        assertThat(chunk.chunks()).isEqualTo(CHUNKS);
        read.writeBytes(chunk.bytes().value());
      }
      assertThat(read.toByteArray()).isEqualTo(content);
      assertThat(put(puts.get(1))).as("sent again").isTrue();
      clearQuietly();
    }
  }

  private void clearQuietly() {
    try {
      clear();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void chunksAtTheSameTimeLeaveNothingIncomplete() {
    String digest = Draft.digest(content);
    for (int round = 0; round < 20; round++) {
      List<Put> puts = puts(digest);
      Collections.shuffle(puts, new Random(round));
      List<Future<Contents.Stored>> asked = new ArrayList<>();
      puts.forEach(put -> asked.add(store.ask(Contents.PUT, put)));
      assertThat(asked.stream().map(Await::value).anyMatch(Contents.Stored::complete)).isTrue();
      assertThat(missing(digest)).isFalse();
      clearQuietly();
    }
  }

  @Test
  void aWrongDigestIsRefusedAndLeavesNothing() throws SQLException {
    String wrong = "ab".repeat(32);
    List<Put> puts = puts(wrong);
    puts.subList(0, CHUNKS - 1).forEach(put -> assertThat(put(put)).isFalse());
    assertThat(Await.refusal(store.ask(Contents.PUT, puts.get(CHUNKS - 1))).failure())
        .isEqualTo(Failure.UNPROCESSABLE);
    assertThat(store.count("content_chunks")).isZero();
    assertThat(missing(wrong)).isTrue();
    assertThat(Await.refusal(store.ask(Contents.GET, new Contents.Get(wrong, 0))).failure())
        .isEqualTo(Failure.NOT_FOUND);
  }

  @Test
  void aDamagedChunkCanBeSentAgainAfterTheRefusal() {
    String digest = Draft.digest(content);
    List<Put> puts = puts(digest);
    put(new Put(digest, content.length, 0, new Bytes(new byte[Bytes.MAX])));
    puts.subList(0, CHUNKS - 1).forEach(ContentsIT::put);
    Await.refusal(store.ask(Contents.PUT, puts.get(CHUNKS - 1)));
    puts.forEach(ContentsIT::put);
    assertThat(missing(digest)).isFalse();
  }

  @Test
  void nothingIsAContentToo() {
    String empty = Draft.digest(new byte[0]);
    assertThat(put(new Put(empty, 0, 0, new Bytes(new byte[0])))).isTrue();
    assertThat(put(new Put(empty, 0, 0, new Bytes(new byte[0])))).isTrue();
    Contents.Chunk chunk = store.get(Contents.GET, new Contents.Get(empty, 0));
    assertThat(chunk.size()).isZero();
    assertThat(chunk.chunks()).isZero();
    assertThat(
            Await.refusal(
                    store.ask(Contents.PUT, new Put("cd".repeat(32), 0, 0, new Bytes(new byte[0]))))
                .failure())
        .isEqualTo(Failure.UNPROCESSABLE);
  }

  @Test
  void whatIsNoChunkIsRefused() {
    Bytes one = new Bytes(new byte[1]);
    String digest = "ab".repeat(32);
    for (Put put :
        List.of(
            new Put("AB".repeat(32), 1, 0, one),
            new Put("ab", 1, 0, one),
            new Put(digest, -1, 0, one),
            new Put(digest, 1, 1, one),
            new Put(digest, 1, -1, one),
            new Put(digest, ContentStore.MAX_SIZE + 1, 0, one),
            new Put(digest, Long.MAX_VALUE, 0, one))) {
      assertThat(Await.refusal(store.ask(Contents.PUT, put)).failure())
          .isEqualTo(Failure.UNPROCESSABLE);
    }
  }
}
