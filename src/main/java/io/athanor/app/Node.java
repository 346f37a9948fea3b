package io.athanor.app;

import io.athanor.app.config.AthanorConfig;
import io.athanor.app.home.NodeHome;
import io.athanor.app.startup.StartupGraph;
import io.athanor.app.startup.StartupLimits;
import io.athanor.app.startup.StartupReport;
import io.athanor.app.startup.StartupRun;
import io.athanor.contract.Json;
import io.athanor.execution.Farewell;
import io.athanor.http.Door;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node from its start to its end. */
final class Node implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** Each component has its own deadline; this one is for a stop that has lost its way. */
  private static final Duration LONGEST_STOP = Duration.ofMinutes(2);

  /** For each component once the process was told to end a second time. */
  private static final Duration HURRIED_STOP = Duration.ofSeconds(3);

  private final AthanorConfig config;
  private final NodeHome home;
  private final Supplier<Json> configuration;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final StartupFeed feed = new StartupFeed();
  private final Door door = new Door();
  private final Farewell farewell;
  private StartupRun run;

  Node(AthanorConfig config, NodeHome home) {
    this(config, home, () -> Json.EMPTY);
  }

  /**
   * A node.
   *
   * @param configuration what was found in it, for those who ask the node
   */
  Node(AthanorConfig config, NodeHome home, Supplier<Json> configuration) {
    this.config = config;
    this.home = home;
    this.configuration = configuration;
    this.farewell = new Farewell(config.shutdown().grace().dividedBy(2));
  }

  /**
   * Starts it and stays until it was closed; false when the start failed, after everything was
   * taken back.
   */
  boolean run() {
    if (!begin()) {
      await(closed);
      return false;
    }
    StartupReport report = outcome();
    feed.ended(report);
    LOG.info("start-up\n{}", report.render());
    if (!report.state().serving()) {
      LOG.error("the node does not run; athanor doctor looks whether this machine lacks anything");
      close();
      return false;
    }
    LOG.info(
        "ready; the administrator's key is in {}; Ctrl-C or SIGTERM stops", home.adminKey().file());
    await(closed);
    return true;
  }

  /** Begins to start; false when the node was told to stop before. */
  private synchronized boolean begin() {
    if (closing.get()) {
      return false;
    }
    NodeComponents components =
        new NodeComponents(config, home, feed, configuration, door, farewell);
    LOG.info("{}", components.describe());
    StartupRun begun =
        StartupGraph.of(
                components.all(),
                StartupLimits.of(
                    config.startup().deadline(), config.shutdown().grace().multipliedBy(2)))
            .start();
    feed.tell(begun);
    run = begun;
    return true;
  }

  /** How far it has come. */
  StartupReport report() {
    return feed.latest();
  }

  private StartupReport outcome() {
    try {
      return run.outcome().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the start-up graph failed", e.getCause());
    }
  }

  /**
   * Stops everything in reverse order; what is in progress finishes or is handed back. Safe to call
   * twice; the second call waits.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      await(closed);
      return;
    }
    StartupRun started;
    synchronized (this) {
      started = run;
    }
    if (started != null) {
      started.cancel("the node was told to stop");
      LOG.info("{}", stopped(started));
    }
    home.close();
    closed.countDown();
  }

  /**
   * Waits for nothing any more that is in progress: attempts are handed back at once, requests cut
   * off. Of use after {@link #close} has been called.
   */
  void hurry() {
    StartupRun started;
    synchronized (this) {
      started = run;
    }
    LOG.warn("told to stop once more: the rest of the grace is cut");
    farewell.hurry();
    door.hurry();
    if (started != null) {
      started.hurry(HURRIED_STOP);
    }
  }

  /** What the stop says of itself; the process ends even if it never says anything. */
  private static String stopped(StartupRun started) {
    try {
      return started.closeAll().get(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS).render();
    } catch (TimeoutException | ExecutionException e) {
      return "the shutdown did not end within " + LONGEST_STOP + " and is given up: " + e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the shutdown was interrupted";
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
