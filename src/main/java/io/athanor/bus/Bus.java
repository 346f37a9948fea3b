package io.athanor.bus;

import io.athanor.contract.EventAddress;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.contract.RequestAddress;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 *   <li>a request that this node serves itself stays on this node;
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
  private static final Duration GUARD = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final NodeBus node;
  private final Role role;
  private final InFlight inFlight = new InFlight();
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

  Bus(Vertx vertx, NodeBus node, Role role) {
    this.vertx = vertx;
    this.node = node;
    this.role = role;
  }

  /** Asks, and gets the reply or a {@link RefusedException}. */
  public <Q, R> Future<R> request(RequestAddress<Q, R> address, Q request) {
    long budget = Envelope.budgetMillis(address.timeout());
    if (budget <= 0) {
      return Future.failedFuture(Refusals.timeout(address.name()));
    }
    boolean local = node.servedHere(address.name());
    return send(address, request, budget, local)
        .recover(
            cause -> {
              // The local consumer may have gone between the look-up and the delivery; another node
              // may serve the address.
              boolean gone = local && Envelope.isNoHandlers(cause);
              return gone ? send(address, request, budget, false) : Future.failedFuture(cause);
            })
        .recover(cause -> Future.failedFuture(Refusals.fromReply(cause, address.name())));
  }

  private <Q, R> Future<R> send(
      RequestAddress<Q, R> address, Q request, long budget, boolean local) {
    DeliveryOptions options = Envelope.options(node.nodeId(), budget).setLocalOnly(local);
    return vertx
        .eventBus()
        .<Object>request(address.name(), request, options)
        .timeout(budget + GUARD.toMillis(), TimeUnit.MILLISECONDS)
        .transform(
            (reply, cause) -> {
              if (cause instanceof java.util.concurrent.TimeoutException) {
                return Future.failedFuture(Refusals.timeout(address.name()));
              }
              return cause == null ? body(reply, address.reply()) : Future.failedFuture(cause);
            });
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
    try {
      return request(address, Wire.decode(request.text(), address.request()))
          .map(reply -> new Json(Wire.encode(reply)));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(new RefusedException(Failure.INVALID, e.getMessage()));
    }
  }

  /** Announces. Nobody answers, and it may be lost. */
  public <E> void publish(EventAddress<E> address, E event) {
    vertx.eventBus().publish(address.name(), event, Envelope.options(node.nodeId(), 0));
  }

  /** Serves an address; the future completes when other nodes can reach it. */
  public <Q, R> Future<Void> serve(RequestAddress<Q, R> address, Function<Q, Future<R>> handler) {
    return serve(address, IN_FLIGHT, handler);
  }

  /** Serves an address with a limit of its own on how many requests are in progress. */
  public <Q, R> Future<Void> serve(
      RequestAddress<Q, R> address, int limit, Function<Q, Future<R>> handler) {
    if (address.role() != role) {
      throw new IllegalArgumentException(
          address.name()
              + " belongs to "
              + address.role().id()
              + " and cannot be served by "
              + role.id());
    }
    node.began(address.name());
    InFlight own = new InFlight();
    MessageConsumer<Object> consumer =
        vertx
            .eventBus()
            .consumer(address.name(), message -> answer(address, limit, own, handler, message));
    consumers.add(consumer);
    return consumer.completion();
  }

  private <Q, R> void answer(
      RequestAddress<Q, R> address,
      int limit,
      InFlight own,
      Function<Q, Future<R>> handler,
      Message<Object> message) {
    AddressMeter meter = node.meter(address.name());
    long started = System.nanoTime();
    meter.began();
    own.begin();
    inFlight.begin();
    Future.succeededFuture()
        .compose(begun -> admit(address, limit, own, message))
        .compose(request -> call(handler, request))
        .onComplete(
            (reply, cause) -> {
              if (cause == null) {
                message.reply(inKind(message, reply), Envelope.options(node.nodeId(), 0));
              } else {
                Refusal refusal = Refusals.of(cause, address.name());
                meter.refused(refusal.failure());
                ReplyException told = Refusals.toReply(refusal);
                message.fail(told.failureCode(), told.getMessage());
              }
              meter.ended(started);
              own.end();
              inFlight.end();
            });
  }

  private <Q, R> Future<Q> admit(
      RequestAddress<Q, R> address, int limit, InFlight own, Message<Object> message) {
    if (own.count() > limit) {
      return Future.failedFuture(
          new RefusedException(
              new Refusal(
                  Failure.OVERLOADED,
                  "overloaded",
                  address.name() + " has " + limit + " requests in progress already.",
                  "Try again in a moment.",
                  null)));
    }
    if (!Envelope.open(message, node.nodeId())) {
      return Future.failedFuture(Refusals.timeout(address.name()));
    }
    return body(message, address.request());
  }

  private static <Q, R> Future<R> call(Function<Q, Future<R>> handler, Q request) {
    Future<R> answer = handler.apply(request);
    return answer == null
        ? Future.failedFuture(new IllegalStateException("the handler gave no future"))
        : answer;
  }

  /** Applications that have not our codecs send a JSON object, and get one back. */
  private static Object inKind(Message<Object> message, Object reply) {
    return message.body() instanceof JsonObject ? new JsonObject(Wire.encode(reply)) : reply;
  }

  private static <T> Future<T> body(Message<Object> message, Class<T> type) {
    Object body;
    try {
      body = message.body();
    } catch (RuntimeException e) {
      return Future.failedFuture(
          new RefusedException(Failure.INVALID, "The message is unreadable."));
    }
    if (body instanceof ReplyException unreadable) {
      return Future.failedFuture(
          new RefusedException(Failure.INVALID, String.valueOf(unreadable.getMessage())));
    }
    if (body instanceof JsonObject foreign) {
      return Future.succeededFuture(foreign.encode())
          .map(text -> Wire.decode(text, type))
          .recover(e -> Future.failedFuture(new RefusedException(Failure.INVALID, e.getMessage())));
    }
    if (!type.isInstance(body)) {
      String found = body == null ? "nothing" : body.getClass().getSimpleName();
      return Future.failedFuture(
          new RefusedException(
              Failure.INVALID, "A " + type.getSimpleName() + " is expected, not " + found + "."));
    }
    return Future.succeededFuture(type.cast(body));
  }

  /** Hears events; what the handler throws is logged and harms nobody. */
  public <E> Future<Void> listen(EventAddress<E> address, Consumer<E> handler) {
    MessageConsumer<Object> consumer =
        vertx
            .eventBus()
            .consumer(
                address.name(),
                message -> {
                  Envelope.open(message, node.nodeId());
                  body(message, address.event())
                      .onSuccess(event -> hear(address, handler, event))
                      .onFailure(
                          cause ->
                              LOG.warn(
                                  "{} was unreadable: {}", address.name(), cause.getMessage()));
                });
    consumers.add(consumer);
    return consumer.completion();
  }

  private static <E> void hear(EventAddress<E> address, Consumer<E> handler, E event) {
    try {
      handler.accept(event);
    } catch (RuntimeException e) {
      LOG.error("hearing {} failed", address.name(), e);
    }
  }

  /** Stops listening and waits for what is owed. Never fails. */
  public Future<Void> drain() {
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
        .otherwiseEmpty()
        .mapEmpty();
  }
}
