package io.athanor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.app.config.AthanorConfig;
import io.athanor.app.config.ConfigReader;
import io.athanor.app.home.NodeHome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts that do not come to their end, on a node that has only its HTTP server. */
@Timeout(60)
class NodeTest {

  @TempDir Path folder;
  private NodeHome home;

  @BeforeEach
  void open() {
    home = NodeHome.open(Optional.of(folder), Clock.systemUTC());
  }

  private AthanorConfig config(int port) {
    return new ConfigReader(Map.of(), Map.of(), folder)
        .read(
            Optional.empty(),
            Map.of("node.roles", "http,operations", "http.port", Integer.toString(port)))
        .config()
        .orElseThrow();
  }

  /** Fails unless the home was given back. */
  private void homeIsFree() {
    assertThat(folder.resolve("node.json")).doesNotExist();
    NodeHome.open(Optional.of(folder), Clock.systemUTC()).close();
  }

  @Test
  void servesUntilItIsClosed() throws Exception {
    Node node = new Node(config(0), home);
    CompletableFuture<Boolean> ran = CompletableFuture.supplyAsync(node::run);
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(40))
        .until(() -> node.report().state().serving());
    assertThat(folder.resolve("node.json")).exists();
    assertThat(ran).isNotDone();
    node.close();
    node.close();
    assertThat(ran.get(20, TimeUnit.SECONDS)).isTrue();
    homeIsFree();
  }

  /** SIGTERM may come before the main thread has got anywhere. */
  @Test
  void whatWasClosedBeforeItBeganDoesNotBegin() {
    Node node = new Node(config(0), home);
    node.close();
    assertThat(node.run()).isFalse();
    homeIsFree();
  }

  @Test
  void closingDuringTheStartTakesEverythingBack() throws Exception {
    for (int i = 0; i < 5; i++) {
      Node node = new Node(config(0), home);
      CompletableFuture<Boolean> ran = CompletableFuture.supplyAsync(node::run);
      CompletableFuture<Void> closed = CompletableFuture.runAsync(node::close);
      closed.get(30, TimeUnit.SECONDS);
      ran.get(30, TimeUnit.SECONDS);
      homeIsFree();
      open();
    }
    home.close();
  }

  @Test
  void aStartThatFailsTakesEverythingBack() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Node node = new Node(config(taken.getLocalPort()), home);
      assertThat(node.run()).isFalse();
      node.close();
    }
    homeIsFree();
  }
}
