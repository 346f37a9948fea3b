package io.athanor.bus;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
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

  // Far beyond any address's timeout, and small enough to be added to nanoTime.
  private static final long LONGEST_MILLIS = Duration.ofDays(1).toMillis();

  private Envelope() {}

  /**
   * By when a request must be answered, in {@link System#nanoTime} units: within the address's own
   * timeout, or by the deadline of the request that it is part of.
   */
  static long deadline(Duration timeout) {
    long own = System.nanoTime() + timeout.toNanos();
    Long outer = Correlation.deadline();
    return outer == null || own - outer < 0 ? own : outer;
  }

  /** What is left, rounded up; 0 or less when it is too late. */
  static long millisUntil(long deadline) {
    return Math.floorDiv(deadline - System.nanoTime() + 999_999, 1_000_000);
  }

  /** For an event or a reply, for which nobody waits. */
  static DeliveryOptions options() {
    DeliveryOptions options = new DeliveryOptions();
    String correlation = Correlation.id();
    if (correlation != null) {
      options.addHeader(CORRELATION, correlation);
    }
    return options;
  }

  /** For a request that is given up after so long. */
  static DeliveryOptions options(String nodeId, long budgetMillis) {
    return options()
        .setSendTimeout(budgetMillis)
        .addHeader(BUDGET, Long.toString(budgetMillis))
        .addHeader(NODE, nodeId)
        .addHeader(SENT, Long.toString(System.nanoTime()));
  }

  /** Takes over what is written on a message. False when its sender no longer waits. */
  static boolean open(Message<?> message, String nodeId) {
    String correlation = message.headers().get(CORRELATION);
    if (correlation != null && Correlation.acceptable(correlation)) {
      Correlation.id(correlation);
    }
    long budget = Math.min(number(message, BUDGET, 0), LONGEST_MILLIS);
    if (budget <= 0) {
      return true;
    }
    long now = System.nanoTime();
    boolean here = nodeId.equals(message.headers().get(NODE));
    long since = here ? number(message, SENT, now) : now;
    long deadline = since + TimeUnit.MILLISECONDS.toNanos(budget);
    Correlation.deadline(deadline);
    return deadline - now > 0;
  }

  /**
   * Other applications may write what they like into a header; what is no number counts as absent.
   */
  private static long number(Message<?> message, String header, long absent) {
    try {
      return Long.parseLong(message.headers().get(header));
    } catch (NumberFormatException e) {
      return absent;
    }
  }
}
