package io.athanor.cache;

import com.github.benmanes.caffeine.cache.Expiry;
import io.athanor.contract.Json;
import java.util.List;

/**
 * An answer that is kept. A class and not a record, because the index must tell an answer from its
 * equal successor.
 */
final class Remembered {

  /** What an entry costs beside its texts: nodes, index sets and headers, estimated. */
  private static final int OVERHEAD = 400;

  private static final int PER_TAG = 150;

  private final AnswerKey key;
  private final Json reply;
  private final long ttlNanos;

  Remembered(AnswerKey key, Json reply, long ttlNanos) {
    this.key = key;
    this.reply = reply;
    this.ttlNanos = ttlNanos;
  }

  AnswerKey key() {
    return key;
  }

  List<String> tags() {
    return key.tags();
  }

  Json reply() {
    return reply;
  }

  /** Bytes of memory, about. */
  int weight() {
    long bytes = OVERHEAD + bytes(key.request()) + bytes(key.address());
    for (String tag : key.tags()) {
      bytes += PER_TAG + bytes(tag);
    }
    if (reply != null) {
      bytes += bytes(reply.text());
    }
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  /** The JVM keeps a text in one byte a character while all of them are Latin-1. */
  private static long bytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        return 2L * text.length();
      }
    }
    return text.length();
  }

  /** Every answer brings its own time to live, which reading does not prolong. */
  static final class Expires implements Expiry<AnswerKey, Remembered> {

    @Override
    public long expireAfterCreate(AnswerKey key, Remembered answer, long now) {
      return answer.ttlNanos;
    }

    @Override
    public long expireAfterUpdate(AnswerKey key, Remembered answer, long now, long left) {
      return answer.ttlNanos;
    }

    @Override
    public long expireAfterRead(AnswerKey key, Remembered answer, long now, long left) {
      return left;
    }
  }
}
