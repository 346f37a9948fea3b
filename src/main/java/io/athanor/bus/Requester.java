package io.athanor.bus;

import io.athanor.contract.Failure;
import io.athanor.contract.RequestAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks on behalf of the verticles of one node, and sees to it that every question ends. */
final class Requester {

  /** How much later than the event bus itself we give up. */
  static final Duration GUARD = Duration.ofSeconds(1);

  // Here first; then through the registry, which may still name a consumer that has gone.
  private static final int TRIES = 3;

  private final Vertx vertx;
  private final NodeBus node;

  Requester(Vertx vertx, NodeBus node) {
    this.vertx = vertx;
    this.node = node;
  }

  <Q, R> Future<R> request(RequestAddress<Q, R> address, Q request) {
    long deadline = Envelope.deadline(address.timeout());
    Responder<Q, R> near = node.onThisLoop(address);
    if (near != null) {
      return near.ask(request, deadline);
    }
    boolean local = node.servedHere(address.name());
    return request(address, request, deadline, local, TRIES)
        .recover(cause -> Future.failedFuture(Refusals.fromReply(cause, address.name())));
  }

  private <Q, R> Future<R> request(
      RequestAddress<Q, R> address, Q request, long deadline, boolean local, int tries) {
    return send(address, request, deadline, local)
        .recover(
            cause ->
                tries > 1 && Refusals.notBegun(cause)
                    ? request(address, request, deadline, false, tries - 1)
                    : Future.failedFuture(cause));
  }

  private <Q, R> Future<R> send(
      RequestAddress<Q, R> address, Q request, long deadline, boolean local) {
    long budget = Envelope.millisUntil(deadline);
    if (budget <= 0) {
      return Future.failedFuture(Refusals.timeout(address.name()));
    }
    Future<Message<Object>> sent;
    try {
      DeliveryOptions options = Envelope.options(node.nodeId(), budget).setLocalOnly(local);
      sent = vertx.eventBus().request(address.name(), request, options);
    } catch (RuntimeException unsendable) {
      return Future.failedFuture(unsendable);
    }
    return sent.timeout(budget + GUARD.toMillis(), TimeUnit.MILLISECONDS)
        .map(reply -> Body.read(reply, address.reply(), Failure.INTERNAL))
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof TimeoutException ? Refusals.timeout(address.name()) : cause));
  }
}
