package io.athanor.bus;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one table between refusals and what the event bus knows of failures, in both directions. */
final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private Refusals() {}

  /**
   * What a caller is told of a failure in the verticle that served it. A defect is logged here and
   * told in general words.
   */
  static Refusal of(Throwable cause, String address) {
    if (cause instanceof RefusedException refused) {
      return refused.refusal();
    }
    LOG.error("{} failed", address, cause);
    return Refusal.of(
        Failure.INTERNAL, "The request failed inside the server; its log has the details.");
  }

  static ReplyException toReply(Refusal refusal) {
    return new ReplyException(
        ReplyFailure.RECIPIENT_FAILURE, refusal.failure().code(), Wire.encode(refusal));
  }

  /** What became of a request that got no reply record. */
  static RefusedException fromReply(Throwable cause, String address) {
    if (cause instanceof RefusedException refused) {
      return refused;
    }
    if (!(cause instanceof ReplyException reply)) {
      return new RefusedException(of(cause, address));
    }
    return switch (reply.failureType()) {
      case TIMEOUT -> notBegun(reply) ? nobody(address) : timeout(address);
      case NO_HANDLERS -> nobody(address);
      case RECIPIENT_FAILURE -> told(reply);
      case ERROR ->
          new RefusedException(
              Failure.INTERNAL, "The answer could not be read: " + reply.getMessage());
    };
  }

  /**
   * Whether a request has certainly met no handler, so that it may be repeated. A consumer that is
   * unregistered returns what was still queued as a TIMEOUT with words of its own (test {@code
   * BusSuite.whatADrainedConsumerHadQueuedGoesElsewhere}).
   */
  static boolean notBegun(Throwable cause) {
    return cause instanceof ReplyException reply
        && (reply.failureType() == ReplyFailure.NO_HANDLERS
            || (reply.failureType() == ReplyFailure.TIMEOUT
                && String.valueOf(reply.getMessage()).startsWith("Discarded the request")));
  }

  private static RefusedException nobody(String address) {
    return new RefusedException(
        new Refusal(
            Failure.UNAVAILABLE,
            "role-unavailable",
            "No node serves " + address + " at present.",
            "Start a node with the role that serves it, or try again in a moment.",
            null));
  }

  static RefusedException timeout(String address) {
    return new RefusedException(
        new Refusal(
            Failure.TIMEOUT,
            "timeout",
            address + " gave no answer in time.",
            "Whether it was done is unknown: look, or send it again with the same Idempotency-Key.",
            null));
  }

  private static RefusedException told(ReplyException reply) {
    try {
      return new RefusedException(Wire.decode(reply.getMessage(), Refusal.class));
    } catch (RuntimeException notOurs) {
      return new RefusedException(
          Failure.of(reply.failureCode()), String.valueOf(reply.getMessage()));
    }
  }
}
