package io.athanor.bus;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.contract.RequestAddress;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Answers one address on behalf of a verticle: whatever happens, something is said. */
final class Responder<Q, R> implements Handler<Message<Object>> {

  private final NodeBus node;
  private final RequestAddress<Q, R> address;
  private final int limit;
  private final Function<Q, Future<R>> handler;
  private final AddressMeter meter;
  private final InFlight own = new InFlight();
  private final InFlight verticle;
  private final SameLoop sameLoop = SameLoop.here();

  Responder(
      NodeBus node,
      RequestAddress<Q, R> address,
      int limit,
      Function<Q, Future<R>> handler,
      InFlight verticle) {
    this.node = node;
    this.address = address;
    this.limit = limit;
    this.handler = handler;
    this.meter = node.meter(address.name());
    this.verticle = verticle;
  }

  @Override
  public void handle(Message<Object> message) {
    long started = begin();
    Future.succeededFuture()
        .map(begun -> admit(message))
        .compose(this::call)
        .onComplete(
            (reply, cause) -> {
              try {
                answer(message, reply, cause);
              } finally {
                end(started);
              }
            });
  }

  private long begin() {
    meter.began();
    own.begin();
    verticle.begin();
    return System.nanoTime();
  }

  private void end(long started) {
    meter.ended(started);
    own.end();
    verticle.end();
  }

  /** Where verticles on the same event loop may {@link #ask} without a message, or null. */
  SameLoop sameLoop() {
    return sameLoop;
  }

  /**
   * Answers a request of a verticle on the same event loop, with everything that holds for
   * messages.
   *
   * @param deadline in {@link System#nanoTime} units
   */
  Future<R> ask(Q request, long deadline) {
    long budget = Envelope.millisUntil(deadline);
    if (budget <= 0) {
      return Future.failedFuture(Refusals.timeout(address.name()));
    }
    long started = begin();
    return sameLoop
        .call(
            () ->
                Future.succeededFuture()
                    .map(begun -> admit(request, deadline))
                    .compose(this::call)
                    .map(this::checked)
                    .onComplete(done -> end(started))
                    .recover(cause -> Future.failedFuture(refused(cause))))
        .timeout(budget, TimeUnit.MILLISECONDS)
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof TimeoutException ? Refusals.timeout(address.name()) : cause));
  }

  private RefusedException refused(Throwable cause) {
    Refusal refusal = Refusals.of(cause, address.name());
    meter.refused(refusal.failure());
    return new RefusedException(refusal);
  }

  private Q admit(Message<Object> message) {
    refuseWhenOverloaded();
    if (!Envelope.open(message, node.nodeId())) {
      throw Refusals.timeout(address.name());
    }
    return Body.read(message, address.request(), Failure.INVALID);
  }

  private Q admit(Q request, long deadline) {
    refuseWhenOverloaded();
    if (Envelope.millisUntil(deadline) <= 0) {
      throw Refusals.timeout(address.name());
    }
    Correlation.deadline(deadline);
    return Body.checked(request, address.request(), Failure.INVALID);
  }

  private void refuseWhenOverloaded() {
    if (own.count() > limit) {
      throw new RefusedException(
          new Refusal(
              Failure.OVERLOADED,
              "overloaded",
              address.name() + " has " + limit + " requests in progress already.",
              "Try again in a moment.",
              null));
    }
  }

  private R checked(R reply) {
    if (!address.reply().isInstance(reply)) {
      throw new IllegalStateException("the handler gave " + reply);
    }
    return reply;
  }

  private Future<R> call(Q request) {
    Future<R> answer = handler.apply(request);
    return answer == null
        ? Future.failedFuture(new IllegalStateException("the handler gave no future"))
        : answer;
  }

  private void answer(Message<Object> message, R reply, Throwable cause) {
    if (cause != null) {
      refuse(message, cause);
      return;
    }
    try {
      message.reply(Body.inKind(message, checked(reply)), Envelope.options());
    } catch (RuntimeException unsendable) {
      refuse(message, unsendable);
    }
  }

  private void refuse(Message<Object> message, Throwable cause) {
    ReplyException told = Refusals.toReply(refused(cause).refusal());
    message.fail(told.failureCode(), told.getMessage());
  }
}
