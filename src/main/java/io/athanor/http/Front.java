package io.athanor.http;

/**
 * What an HTTP server has to know of its node.
 *
 * @param door whether the API takes requests
 * @param startup how the node's start stands
 * @param times what requests take, together with the other servers of the node
 */
public record Front(Door door, StartupView startup, RouteTimes times) {

  /** One server alone. */
  Front(Door door, StartupView startup) {
    this(door, startup, new RouteTimes());
  }
}
