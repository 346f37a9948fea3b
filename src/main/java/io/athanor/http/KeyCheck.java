package io.athanor.http;

/** Tells whether a key opens the API. Whoever gives it compares in constant time. */
@FunctionalInterface
public interface KeyCheck {

  /**
   * Whether this is a key of this node.
   *
   * @param key as the client sent it: any text of at most 512 visible ASCII characters
   */
  boolean admits(String key);
}
