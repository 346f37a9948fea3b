package io.athanor.support;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.test.fakecluster.FakeClusterManager;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Two nodes for a test class: one that asks and one that serves, either in one cluster or as one
 * and the same node. Every bus that a test opens is drained after the test.
 */
public final class TwoNodes implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  /** A node of the test. */
  public record TestNode(Vertx vertx, NodeBus bus) {}

  private final boolean clustered;
  private final List<Bus> opened = new CopyOnWriteArrayList<>();
  private final List<Vertx> guests = new CopyOnWriteArrayList<>();
  private TestNode asking;
  private TestNode serving;

  private TwoNodes(boolean clustered) {
    this.clustered = clustered;
  }

  /** Two nodes that talk over TCP; only the cluster's registry is in memory. */
  public static TwoNodes inOneCluster() {
    return new TwoNodes(true);
  }

  /** One node in both parts. */
  public static TwoNodes asOne() {
    return new TwoNodes(false);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    serving = node(clustered ? clusteredVertx() : Vertx.vertx());
    asking = clustered ? node(clusteredVertx()) : serving;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    opened.forEach(bus -> Await.value(bus.drain()));
    opened.clear();
    guests.forEach(TwoNodes::close);
    guests.clear();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close(asking.vertx());
    close(serving.vertx());
  }

  /** Whether the two nodes are two. */
  public boolean apart() {
    return clustered;
  }

  /** The node that asks. */
  public TestNode asking() {
    return asking;
  }

  /** The node that serves. */
  public TestNode serving() {
    return serving;
  }

  /** A bus on the node that asks, for somebody who serves nothing. */
  public Bus caller() {
    return open(asking, Role.HTTP);
  }

  /** A bus on the node that serves. */
  public Bus owner(Role role) {
    return open(serving, role);
  }

  /** A bus on this node. */
  public Bus open(TestNode node, Role role) {
    Bus bus = node.bus().open(role);
    opened.add(bus);
    return bus;
  }

  /** Another node of ours that joins until the end of the test. */
  public TestNode guest() {
    return node(foreigner());
  }

  /** A Vert.x application without our codecs; on one node, that node. */
  public Vertx foreigner() {
    if (!clustered) {
      return asking.vertx();
    }
    Vertx vertx = clusteredVertx();
    guests.add(vertx);
    return vertx;
  }

  private static TestNode node(Vertx vertx) {
    return new TestNode(vertx, NodeBus.create(vertx));
  }

  private static Vertx clusteredVertx() {
    VertxOptions options =
        new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1"));
    Future<Vertx> vertx =
        Vertx.builder().with(options).withClusterManager(new FakeClusterManager()).buildClustered();
    return Await.value(vertx);
  }

  private static void close(Vertx vertx) {
    Await.value(vertx.close());
  }
}
