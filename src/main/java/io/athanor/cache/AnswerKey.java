package io.athanor.cache;

import io.athanor.bus.CanonicalJson;
import io.athanor.contract.Cache;
import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import java.time.Duration;
import java.util.List;

/**
 * What makes two reads equal. Tags and the time to live are part of it, so that a reader never gets
 * an answer that is kept under other tags, or for longer, than it asked for.
 *
 * @param request in canonical form
 * @param ttlNanos zero when the answer is not to be remembered
 * @param tags sorted, without repetitions
 */
record AnswerKey(String address, String request, long ttlNanos, List<String> tags) {

  static final int MAX_TAGS = 64;
  static final int MAX_TAG_LENGTH = 256;
  static final Duration MAX_TTL = Duration.ofDays(1);

  /**
   * The key of a read.
   *
   * @throws RefusedException INVALID when the read makes no sense
   */
  static AnswerKey of(Cache.Read read, Duration defaultTtl) {
    if (read.address() == null || read.request() == null) {
      throw invalid("A read needs an address and a request.");
    }
    if (read.address().startsWith("cache.")) {
      throw invalid("The cache does not remember its own answers.");
    }
    if (read.tags().size() > MAX_TAGS) {
      throw invalid("A read has at most " + MAX_TAGS + " tags.");
    }
    if (read.tags().stream().anyMatch(tag -> tag.length() > MAX_TAG_LENGTH)) {
      throw invalid("A tag has at most " + MAX_TAG_LENGTH + " characters.");
    }
    try {
      return new AnswerKey(
          read.address(),
          CanonicalJson.of(read.request().text()),
          nanos(read.ttl() == null ? defaultTtl : read.ttl()),
          read.tags().stream().sorted().distinct().toList());
    } catch (IllegalArgumentException e) {
      throw invalid("The request " + e.getMessage() + ".");
    }
  }

  private static long nanos(Duration ttl) {
    if (ttl.isNegative()) {
      throw invalid("The time to live must not be negative.");
    }
    return ttl.compareTo(MAX_TTL) > 0 ? MAX_TTL.toNanos() : ttl.toNanos();
  }

  private static RefusedException invalid(String detail) {
    return new RefusedException(Failure.INVALID, detail);
  }
}
