package io.athanor.bus;

import io.athanor.contract.EventAddress;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.RefusedException;
import io.athanor.contract.RequestAddress;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one verticle says and hears. It guarantees that
 *
 * <ul>
 *   <li>whoever asks gets the reply record or a {@link RefusedException}, never silence;
 *   <li>a request that this node serves itself stays on this node, and one that a verticle of the
 *       caller's own event loop serves needs no message;
 *   <li>timeouts belong to addresses and shrink along the chain, and work that nobody waits for any
 *       more is not begun;
 *   <li>a verticle that is busy enough refuses with {@link Failure#OVERLOADED} instead of queueing;
 *   <li>after {@link #drain} nothing more comes in and everything owed has been answered.
 * </ul>
 */
public final class Bus {

  /** How many requests of one address a verticle serves at once, unless it says otherwise. */
  public static final int IN_FLIGHT = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);

  private final Vertx vertx;
  private final NodeBus node;
  private final Role role;
  private final Requester requester;
  private final InFlight inFlight = new InFlight();
  private final Map<String, Responder<?, ?>> responders = new ConcurrentHashMap<>();
  private final List<MessageConsumer<Object>> consumers = new CopyOnWriteArrayList<>();

  Bus(Vertx vertx, NodeBus node, Role role) {
    this.vertx = vertx;
    this.node = node;
    this.role = role;
    this.requester = new Requester(vertx, node);
  }

  /** Asks, and gets the reply or a {@link RefusedException}. */
  public <Q, R> Future<R> request(RequestAddress<Q, R> address, Q request) {
    return requester.request(address, request);
  }

  /**
   * Asks in wire form, for callers that keep answers without knowing their type.
   *
   * @param name of a request address
   */
  public Future<Json> request(String name, Json request) {
    RequestAddress<?, ?> address = node.request(name);
    if (address == null) {
      return Future.failedFuture(
          new RefusedException(Failure.INVALID, "There is no address " + name + "."));
    }
    return requestDecoded(address, request);
  }

  private <Q, R> Future<Json> requestDecoded(RequestAddress<Q, R> address, Json request) {
    Q decoded;
    try {
      decoded = Wire.decode(request.text(), address.request());
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(new RefusedException(Failure.INVALID, e.getMessage()));
    }
    return request(address, decoded).map(reply -> new Json(Wire.encode(reply)));
  }

  /**
   * Announces. Nobody answers, and it may be lost; so it does not fail the caller, who has stored
   * already what it tells.
   *
   * @throws IllegalArgumentException when the event belongs to another role
   */
  public <E> void publish(EventAddress<E> address, E event) {
    requireOwn(address.name(), address.role());
    try {
      vertx.eventBus().publish(address.name(), event, Envelope.options());
    } catch (RuntimeException e) {
      LOG.warn("{} was not announced", address.name(), e);
    }
  }

  /**
   * Serves an address; the future completes when other nodes can reach it.
   *
   * @throws IllegalArgumentException when the address belongs to another role
   */
  public <Q, R> Future<Void> serve(RequestAddress<Q, R> address, Function<Q, Future<R>> handler) {
    return serve(address, IN_FLIGHT, handler);
  }

  /** Serves an address with a limit of its own on how many requests are in progress. */
  public <Q, R> Future<Void> serve(
      RequestAddress<Q, R> address, int limit, Function<Q, Future<R>> handler) {
    requireOwn(address.name(), address.role());
    node.began(address.name());
    Responder<Q, R> responder = new Responder<>(node, address, limit, handler, inFlight);
    if (responder.sameLoop() != null) {
      node.near(address.name(), responder);
      responders.put(address.name(), responder);
    }
    return consume(address.name(), responder);
  }

  private void requireOwn(String address, Role owner) {
    if (owner != role) {
      throw new IllegalArgumentException(
          address + " belongs to the role " + owner.id() + ", not to " + role.id());
    }
  }

  /** Hears events; what the handler throws is logged and harms nobody. */
  public <E> Future<Void> listen(EventAddress<E> address, Consumer<E> handler) {
    return consume(address.name(), message -> hear(address, handler, message));
  }

  private <E> void hear(EventAddress<E> address, Consumer<E> handler, Message<Object> message) {
    try {
      Envelope.open(message, node.nodeId());
      handler.accept(Body.read(message, address.event(), Failure.INVALID));
    } catch (RefusedException unreadable) {
      LOG.warn("{} was unreadable: {}", address.name(), unreadable.getMessage());
    } catch (RuntimeException e) {
      LOG.error("hearing {} failed", address.name(), e);
    }
  }

  private Future<Void> consume(String address, Handler<Message<Object>> handler) {
    MessageConsumer<Object> consumer = vertx.eventBus().consumer(address, handler);
    consumers.add(consumer);
    return consumer.completion();
  }

  /**
   * Stops listening and waits for what is owed, but no longer than anybody waits for an answer.
   * Never fails.
   */
  public Future<Void> drain() {
    return drain(RequestAddress.DESK.plus(Requester.GUARD));
  }

  Future<Void> drain(Duration patience) {
    responders.forEach(node::far);
    responders.clear();
    List<Future<Void>> gone = new ArrayList<>();
    for (MessageConsumer<Object> consumer : consumers) {
      if (node.request(consumer.address()) != null) {
        node.ended(consumer.address());
      }
      gone.add(consumer.unregister());
    }
    consumers.clear();
    return Future.join(gone)
        .otherwiseEmpty()
        .compose(done -> inFlight.empty())
        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            cause -> {
              LOG.warn("{} stops and leaves {} requests behind", role.id(), inFlight.count());
              return Future.succeededFuture();
            });
  }
}
