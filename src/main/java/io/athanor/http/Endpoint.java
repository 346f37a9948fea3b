package io.athanor.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * One line of the table of routes.
 *
 * @param path as the router writes it, with {@code :id} for a parameter and {@link #RECORDS} for
 *     any kind of record
 * @param access who may use it
 * @param times when it answers
 * @param handling answers the request
 */
record Endpoint(HttpMethod method, String path, Access access, Times times, Handling handling) {

  /** Stands for the name of a kind of record. */
  static final String RECORDS = ":records";

  /** Who may use an endpoint. */
  enum Access {
    OPEN,
    KEY
  }

  /** In which part of a node's life an endpoint answers. */
  enum Times {
    /** From when the node is ready until it stops. */
    READY,
    /** While the node starts, too. */
    EARLY,
    /** While it stops, too. */
    ALWAYS
  }

  /**
   * Answers a request: the future completes once the response is written, and one that fails before
   * anything was written becomes a problem document.
   */
  @FunctionalInterface
  interface Handling {
    Future<Void> handle(RoutingContext ctx);
  }

  static Endpoint get(String path, Handling handling) {
    return new Endpoint(HttpMethod.GET, path, Access.KEY, Times.READY, handling);
  }

  static Endpoint post(String path, Handling handling) {
    return new Endpoint(HttpMethod.POST, path, Access.KEY, Times.READY, handling);
  }

  static Endpoint put(String path, Handling handling) {
    return new Endpoint(HttpMethod.PUT, path, Access.KEY, Times.READY, handling);
  }

  static Endpoint patch(String path, Handling handling) {
    return new Endpoint(HttpMethod.PATCH, path, Access.KEY, Times.READY, handling);
  }

  static Endpoint delete(String path, Handling handling) {
    return new Endpoint(HttpMethod.DELETE, path, Access.KEY, Times.READY, handling);
  }

  static Endpoint open(String path, Handling handling) {
    return new Endpoint(HttpMethod.GET, path, Access.OPEN, Times.READY, handling);
  }

  /** The same, answering before the node is ready as well. */
  Endpoint early() {
    return new Endpoint(method, path, access, Times.EARLY, handling);
  }

  /** The same, answering before the node is ready and while it stops as well. */
  Endpoint always() {
    return new Endpoint(method, path, access, Times.ALWAYS, handling);
  }
}
