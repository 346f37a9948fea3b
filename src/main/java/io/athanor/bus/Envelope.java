package io.athanor.bus;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What is written on the outside of a message: the correlation id, how long the sender will wait,
 * and on which node and when it was sent. Clocks of different nodes are not compared: only a
 * receiver on the same node subtracts the time that a message has waited.
 */
final class Envelope {

  private static final String CORRELATION = "correlation";
  private static final String BUDGET = "budget";
  private static final String NODE = "node";
  private static final String SENT = "sent";

  private Envelope() {}

  /**
   * The time that a request may take: the address's own, or what is left of the request that it is
   * part of.
   */
  static long budgetMillis(Duration timeout) {
    Long deadline = Correlation.deadline();
    if (deadline == null) {
      return timeout.toMillis();
    }
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    return Math.min(timeout.toMillis(), left);
  }

  static DeliveryOptions options(String nodeId, long budgetMillis) {
    DeliveryOptions options = new DeliveryOptions();
    String correlation = Correlation.id();
    if (correlation != null) {
      options.addHeader(CORRELATION, correlation);
    }
    if (budgetMillis > 0) {
      options
          .setSendTimeout(budgetMillis)
          .addHeader(BUDGET, Long.toString(budgetMillis))
          .addHeader(NODE, nodeId)
          .addHeader(SENT, Long.toString(System.nanoTime()));
    }
    return options;
  }

  /** Takes over what is written on a message. False when its sender no longer waits. */
  static boolean open(Message<?> message, String nodeId) {
    Correlation.id(message.headers().get(CORRELATION));
    long budget = number(message, BUDGET);
    if (budget <= 0) {
      return true;
    }
    long now = System.nanoTime();
    boolean here = nodeId.equals(message.headers().get(NODE));
    long since = here ? number(message, SENT) : now;
    long deadline = since + TimeUnit.MILLISECONDS.toNanos(budget);
    Correlation.deadline(deadline);
    return deadline - now > 0;
  }

  /**
   * Other applications may write what they like into a header; what is no number counts as absent.
   */
  private static long number(Message<?> message, String header) {
    try {
      return Long.parseLong(message.headers().get(header));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  static boolean isNoHandlers(Throwable cause) {
    return cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }
}
