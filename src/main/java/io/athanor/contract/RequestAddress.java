package io.athanor.contract;

import java.time.Duration;
import java.util.Objects;

/**
 * A thing that can be asked: where, with what, what comes back, and how long an answer may take.
 *
 * @param name {@code matter.verb}, in lower case
 * @param role the one role that serves it
 * @param request the record that is sent
 * @param reply the record that comes back
 * @param timeout after which the caller gets {@link Failure#TIMEOUT}; a shorter deadline of the
 *     caller wins
 * @param <Q> the request
 * @param <R> the reply
 */
public record RequestAddress<Q, R>(
    String name, Role role, Class<Q> request, Class<R> reply, Duration timeout) {

  /** Requests to the store. */
  public static final Duration STORE = Duration.ofSeconds(5);

  /** Requests to a front desk, which asks the store in turn. */
  public static final Duration DESK = Duration.ofSeconds(8);

  /** Rejects missing parts. */
  public RequestAddress {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(reply, "reply");
    Objects.requireNonNull(timeout, "timeout");
  }

  /** An address of the store: served by persistence, within {@link #STORE}. */
  static <Q, R> RequestAddress<Q, R> toStore(String name, Class<Q> request, Class<R> reply) {
    return new RequestAddress<>(name, Role.PERSISTENCE, request, reply, STORE);
  }

  /** An address of a front desk, which asks the store in turn: answers within {@link #DESK}. */
  static <Q, R> RequestAddress<Q, R> toDesk(
      String name, Role role, Class<Q> request, Class<R> reply) {
    return new RequestAddress<>(name, role, request, reply, DESK);
  }
}
