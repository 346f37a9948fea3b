package io.athanor.cache;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Vertx;
import io.vertx.test.fakecluster.FakeClusterManager;
import java.util.concurrent.TimeoutException;

/** On two nodes. */
class ClusteredCacheVerticleTest extends CacheSuite {

  @Override
  Vertx cacheNode() {
    return node();
  }

  @Override
  Vertx otherNode() {
    return node();
  }

  private static Vertx node() {
    try {
      return Vertx.builder()
          .withClusterManager(new FakeClusterManager())
          .buildClustered()
          .await(10, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
