package io.athanor.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contract.Attempts;
import io.athanor.contract.Contents;
import io.athanor.contract.Experiments;
import io.athanor.contract.Operations;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import org.junit.jupiter.api.Test;

/** What the wire form forgives, and what it does not. */
final class WireFormTest {

  @Test
  void newerNodesMaySendMore() {
    assertThat(Wire.decode("{\"pool\": \"gpu\", \"since\": {\"x\": [1]}}", Attempts.Ready.class))
        .isEqualTo(new Attempts.Ready("gpu", 0));
  }

  @Test
  void olderNodesMaySendLess() {
    assertThat(Wire.decode("{\"healthy\": true}", Operations.Pong.class))
        .isEqualTo(new Operations.Pong(true, null));
  }

  @Test
  void freeJsonIsAStringOnTheWire() {
    for (String value : new String[] {"{\"a\": 1}", "[1]", "7", "true"}) {
      assertThatThrownBy(() -> Wire.decode("{\"body\": " + value + "}", Experiments.Document.class))
          .as(value)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("written as a string");
    }
  }

  @Test
  void whatIsNoRecordIsRejected() {
    String[] texts = {
      "",
      "null",
      "[]",
      "7",
      "{",
      "{} {}",
      "{\"number\": \"x\"}",
      "{\"bytes\": \"*\"}",
      "{\"bytes\": 5}",
      "{\"bytes\": \"" + "A".repeat(70_000) + "\"}",
      "{\"bytes\": {}}"
    };
    for (String text : texts) {
      assertThatThrownBy(() -> Wire.decode(text, Contents.Put.class))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
    String deep = "{\"x\": " + "[".repeat(100_000);
    assertThatThrownBy(() -> Wire.decode(deep, Contents.Put.class))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCodecNeverThrowsWhileItReads() {
    RecordCodec<Attempts.Ready> codec = new RecordCodec<>(Attempts.Ready.class);
    Buffer[] buffers = {
      Buffer.buffer(),
      Buffer.buffer().appendInt(-1),
      Buffer.buffer().appendInt(Integer.MAX_VALUE).appendString("{}"),
      Buffer.buffer().appendInt(4).appendString("null"),
      Buffer.buffer().appendInt(1).appendString("{")
    };
    for (Buffer buffer : buffers) {
      assertThat(codec.decodeFromWire(0, buffer)).isInstanceOf(ReplyException.class);
    }
  }

  @Test
  void aRecordIsReadWhereItBegins() {
    RecordCodec<Attempts.Ready> codec = new RecordCodec<>(Attempts.Ready.class);
    Buffer buffer = Buffer.buffer("before");
    codec.encodeToWire(buffer, new Attempts.Ready("\u00fc", 0));
    buffer.appendString("after");

    assertThat(codec.decodeFromWire(6, buffer)).isEqualTo(new Attempts.Ready("\u00fc", 0));
  }
}
