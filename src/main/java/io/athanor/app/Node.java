package io.athanor.app;

import io.athanor.app.config.AthanorConfig;
import io.athanor.app.home.NodeHome;
import io.athanor.app.startup.StartupGraph;
import io.athanor.app.startup.StartupLimits;
import io.athanor.app.startup.StartupReport;
import io.athanor.app.startup.StartupRun;
import io.athanor.app.startup.StartupState;
import io.athanor.contract.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node from its start to its end. */
final class Node implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private static final StartupReport NOT_BEGUN =
      new StartupReport(
          StartupState.STARTING, "", Duration.ZERO, List.of(), List.of(), Optional.empty());

  /** Each component has its own deadline; this one is for a stop that has lost its way. */
  private static final Duration LONGEST_STOP = Duration.ofMinutes(2);

  private final AthanorConfig config;
  private final NodeHome home;
  private final Json configuration;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicReference<StartupReport> latest = new AtomicReference<>(NOT_BEGUN);
  private StartupRun run;

  Node(AthanorConfig config, NodeHome home) {
    this(config, home, Json.EMPTY);
  }

  /**
   * A node.
   *
   * @param configuration what was found in it, for those who ask the node
   */
  Node(AthanorConfig config, NodeHome home, Json configuration) {
    this.config = config;
    this.home = home;
    this.configuration = configuration;
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
    latest.set(report);
    LOG.info("{}", report.render());
    if (!report.state().serving()) {
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
    NodeComponents components = new NodeComponents(config, home, latest::get, configuration);
    LOG.info("{}", components.describe());
    StartupRun begun =
        StartupGraph.of(
                components.all(),
                StartupLimits.of(
                    config.startup().deadline(), config.shutdown().grace().multipliedBy(2)))
            .start();
    begun.onProgress(progress -> latest.set(begun.report().join()));
    run = begun;
    return true;
  }

  /** How far it has come. */
  StartupReport report() {
    return latest.get();
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
