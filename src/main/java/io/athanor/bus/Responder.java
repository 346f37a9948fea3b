package io.athanor.bus;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.contract.RequestAddress;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
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
    long started = System.nanoTime();
    meter.began();
    own.begin();
    verticle.begin();
    Future.succeededFuture()
        .map(begun -> admit(message))
        .compose(this::call)
        .onComplete(
            (reply, cause) -> {
              try {
                answer(message, reply, cause);
              } finally {
                meter.ended(started);
                own.end();
                verticle.end();
              }
            });
  }

  private Q admit(Message<Object> message) {
    if (own.count() > limit) {
      throw new RefusedException(
          new Refusal(
              Failure.OVERLOADED,
              "overloaded",
              address.name() + " has " + limit + " requests in progress already.",
              "Try again in a moment.",
              null));
    }
    if (!Envelope.open(message, node.nodeId())) {
      throw Refusals.timeout(address.name());
    }
    return Body.read(message, address.request(), Failure.INVALID);
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
    } else if (!address.reply().isInstance(reply)) {
      refuse(message, new IllegalStateException("the handler gave " + reply));
    } else {
      try {
        message.reply(Body.inKind(message, reply), Envelope.options());
      } catch (RuntimeException unsendable) {
        refuse(message, unsendable);
      }
    }
  }

  private void refuse(Message<Object> message, Throwable cause) {
    Refusal refusal = Refusals.of(cause, address.name());
    meter.refused(refusal.failure());
    ReplyException told = Refusals.toReply(refusal);
    message.fail(told.failureCode(), told.getMessage());
  }
}
