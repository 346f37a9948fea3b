package io.athanor.cache;

import io.vertx.core.Vertx;

/** On one node. */
class CacheVerticleTest extends CacheSuite {

  private final Vertx vertx = Vertx.vertx();

  @Override
  Vertx cacheNode() {
    return vertx;
  }

  @Override
  Vertx otherNode() {
    return vertx;
  }
}
