package io.athanor.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.nio.charset.StandardCharsets;

/**
 * Passes a record by reference on one node and as JSON between nodes. A body that cannot be read
 * becomes a {@link ReplyException} as the body itself: thrown from here it would leave the caller
 * waiting for ever (test {@code BusSuite.undecodableReplyFailsTheCaller}).
 */
final class RecordCodec<T> implements MessageCodec<T, Object> {

  private final Class<T> type;

  RecordCodec(Class<T> type) {
    this.type = type;
  }

  Class<T> type() {
    return type;
  }

  @Override
  public void encodeToWire(Buffer buffer, T record) {
    byte[] text = Wire.encode(record).getBytes(StandardCharsets.UTF_8);
    buffer.appendInt(text.length).appendBytes(text);
  }

  @Override
  public Object decodeFromWire(int position, Buffer buffer) {
    try {
      int length = buffer.getInt(position);
      int start = position + Integer.BYTES;
      return Wire.decode(buffer.getString(start, start + length, "UTF-8"), type);
    } catch (RuntimeException e) {
      return new ReplyException(ReplyFailure.ERROR, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Object transform(T record) {
    return record;
  }

  @Override
  public String name() {
    return type.getName();
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
