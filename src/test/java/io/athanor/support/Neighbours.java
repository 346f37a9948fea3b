package io.athanor.support;

import io.athanor.bus.NodeBus;
import io.athanor.contract.EventAddress;
import io.athanor.contract.RequestAddress;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * Every other role of a node, played by a test: each address is served and announced as the role
 * that it belongs to.
 */
public final class Neighbours {

  private final NodeBus node;

  /** Plays on this node. */
  public Neighbours(NodeBus node) {
    this.node = node;
  }

  /** Serves an address as the role that owns it. */
  public <Q, R> Future<Void> serve(RequestAddress<Q, R> address, Function<Q, Future<R>> handler) {
    return node.open(address.role()).serve(address, handler);
  }

  /** Announces as the role that owns the event. */
  public <E> void publish(EventAddress<E> address, E event) {
    node.open(address.role()).publish(address, event);
  }

  /** Asks as HTTP would. */
  public <Q, R> Future<R> request(RequestAddress<Q, R> address, Q request) {
    return node.open(Role.HTTP).request(address, request);
  }
}
