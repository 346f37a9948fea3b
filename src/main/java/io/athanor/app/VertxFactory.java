package io.athanor.app;

import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import io.athanor.app.config.ClusterConfig;
import io.athanor.operations.ClusterView;
import io.athanor.operations.LoopLagVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;

/** Vert.x as this node needs it: on its own, or a member of a cluster. */
final class VertxFactory {

  /** More than one even on one processor, so that one busy connection does not hold all others. */
  static final int EVENT_LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private static final String HAZELCAST = "/cluster/hazelcast.xml";

  private VertxFactory() {}

  /** With its event loops measured: before anything else runs, so that each gets one verticle. */
  static Future<Vertx> create(ClusterConfig config, Gauges gauges) {
    DeploymentOptions each = new DeploymentOptions().setInstances(EVENT_LOOPS);
    return create(config, gauges.pools())
        .compose(
            vertx ->
                vertx
                    .deployVerticle(() -> new LoopLagVerticle(gauges.loops()), each)
                    .map(vertx)
                    .recover(cause -> vertx.close().transform(done -> Future.failedFuture(cause))));
  }

  private static Future<Vertx> create(ClusterConfig config, VertxMetrics metrics) {
    VertxOptions options = new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS);
    if (!config.enabled()) {
      return Future.succeededFuture(
          Vertx.builder().with(options).withMetrics(any -> metrics).build());
    }
    options.getEventBusOptions().setHost(config.host());
    return Vertx.builder()
        .with(options)
        .withMetrics(any -> metrics)
        .withClusterManager(new HazelcastClusterManager(hazelcast(config)))
        .buildClustered();
  }

  /** What is seen of the cluster, where there is one. */
  static Optional<ClusterView> view(ClusterConfig config) {
    return config.enabled() ? Optional.of(new HazelcastView(config.port())) : Optional.empty();
  }

  private static Config hazelcast(ClusterConfig config) {
    try (InputStream file =
        config.configFile().isPresent()
            ? Files.newInputStream(config.configFile().get())
            : VertxFactory.class.getResourceAsStream(HAZELCAST)) {
      Config hazelcast = new XmlConfigBuilder(file).build();
      var network = hazelcast.getNetworkConfig();
      network.setPort(config.port()).setPublicAddress(config.host() + ":" + config.port());
      network.getInterfaces().setEnabled(true).addInterface(config.host());
      config.members().forEach(network.getJoin().getTcpIpConfig()::addMember);
      return hazelcast;
    } catch (IOException e) {
      throw new IllegalStateException(
          "the cluster configuration cannot be read: " + e.getMessage(), e);
    }
  }
}
