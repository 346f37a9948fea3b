package io.athanor.bus;

import io.athanor.contract.Conversations;
import io.athanor.contract.EventAddress;
import io.athanor.contract.RequestAddress;
import io.athanor.contract.Role;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bus of one node: the codecs of every record, and what this node itself serves. Made once,
 * before any verticle; each verticle opens its own {@link Bus} on it.
 */
public final class NodeBus {

  private final Vertx vertx;
  private final String nodeId = UUID.randomUUID().toString();
  private final Map<String, RequestAddress<?, ?>> requests = new LinkedHashMap<>();
  private final Map<String, Integer> served = new ConcurrentHashMap<>();
  private final Map<String, Map<Thread, Responder<?, ?>>> near = new ConcurrentHashMap<>();
  private final Map<String, AddressMeter> meters = new ConcurrentHashMap<>();

  private NodeBus(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Registers the codec of every record that the contract names. To be called once for a Vertx. */
  public static NodeBus create(Vertx vertx) {
    NodeBus bus = new NodeBus(vertx);
    Map<Class<?>, RecordCodec<?>> codecs = new LinkedHashMap<>();
    for (RequestAddress<?, ?> address : Conversations.requests()) {
      bus.requests.put(address.name(), address);
      codecs.computeIfAbsent(address.request(), RecordCodec::new);
      codecs.computeIfAbsent(address.reply(), RecordCodec::new);
    }
    for (EventAddress<?> address : Conversations.events()) {
      codecs.computeIfAbsent(address.event(), RecordCodec::new);
    }
    codecs.values().forEach(codec -> register(vertx.eventBus(), codec));
    return bus;
  }

  private static <T> void register(EventBus eventBus, RecordCodec<T> codec) {
    eventBus.registerDefaultCodec(codec.type(), codec);
  }

  /** The bus of one verticle. */
  public Bus open(Role role) {
    return new Bus(vertx, this, role);
  }

  /** The addresses that this node serves at present, each with the role that serves it. */
  public Map<String, Role> served() {
    Map<String, Role> all = new TreeMap<>();
    served.keySet().forEach(address -> all.put(address, requests.get(address).role()));
    return all;
  }

  /** The counters of every address that was served here. */
  public List<AddressStatistics> statistics() {
    return meters.entrySet().stream()
        .map(entry -> entry.getValue().snapshot(entry.getKey()))
        .sorted(java.util.Comparator.comparing(AddressStatistics::address))
        .toList();
  }

  String nodeId() {
    return nodeId;
  }

  RequestAddress<?, ?> request(String name) {
    return requests.get(name);
  }

  boolean servedHere(String address) {
    return served.containsKey(address);
  }

  AddressMeter meter(String address) {
    return meters.computeIfAbsent(address, key -> new AddressMeter());
  }

  /** Notes who answers requests from his own event loop. */
  void near(String address, Responder<?, ?> responder) {
    near.computeIfAbsent(address, key -> new ConcurrentHashMap<>())
        .put(responder.sameLoop().thread(), responder);
  }

  /** Takes that back, unless another one has come in his place. */
  void far(String address, Responder<?, ?> responder) {
    near.get(address).remove(responder.sameLoop().thread(), responder);
  }

  /** Who answers requests that come from the event loop of this thread, or null. */
  @SuppressWarnings("unchecked") // The responder of a name has the types of its one address.
  <Q, R> Responder<Q, R> onThisLoop(RequestAddress<Q, R> address) {
    Map<Thread, Responder<?, ?>> all = near.get(address.name());
    return all == null ? null : (Responder<Q, R>) all.get(Thread.currentThread());
  }

  /** Notes a consumer of an address that belongs to the role. */
  void began(String address) {
    served.merge(address, 1, Integer::sum);
  }

  /** Notes that a consumer has gone. */
  void ended(String address) {
    served.computeIfPresent(address, (key, handlers) -> handlers == 1 ? null : handlers - 1);
  }
}
