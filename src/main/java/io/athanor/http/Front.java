package io.athanor.http;

/**
 * What an HTTP server has to know of its node.
 *
 * @param door whether the API takes requests
 * @param startup how the node's start stands
 */
public record Front(Door door, StartupView startup) {}
