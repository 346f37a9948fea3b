package io.athanor.execution.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contract.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sandboxes of one node. Opened once: extracts what goes into sandboxes, finds out what
 * isolation this machine really gives by running hostile programs, and then hands out one-shot
 * sandboxes while there are free slots.
 */
public final class Sandboxes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sandboxes.class);
  private static final Duration CLOSING = Duration.ofSeconds(10);
  private static final long LOOK_AGAIN_SECONDS = 2;

  private final Ground ground;
  private final Cgroups cgroups;
  private SelfTest selfTest;
  private final Deque<Slot> free = new ArrayDeque<>();
  private final Set<Sandbox> alive = new HashSet<>();
  private volatile String unfit;
  private boolean closed;

  private Sandboxes(Ground ground, Cgroups cgroups, int first, int count) throws IOException {
    this.ground = ground;
    this.cgroups = cgroups;
    for (int i = first; i < first + count; i++) {
      Cgroup cgroup = ground.tier() == Tier.STRICT ? cgroups.slot(i) : null;
      free.add(new Slot(i, cgroup, ground.tier().namespaces()));
    }
  }

  /** One sandbox at a time for trials, in the slot after those for work. */
  static Sandboxes forTrials(Ground ground, Cgroups cgroups) throws IOException {
    return new Sandboxes(ground, cgroups, ground.config().slots(), 1);
  }

  /** Those for work, which try each day whether they still hold. */
  static Sandboxes forWork(Ground ground, Cgroups cgroups, List<TierProbe.Check> checks)
      throws IOException {
    Sandboxes made = new Sandboxes(ground, cgroups, 0, ground.config().slots());
    made.selfTest = new SelfTest(ground, forTrials(ground, cgroups), checks);
    made.selfTest.plan();
    return made;
  }

  /**
   * Makes this node able to run programs. Blocks for about a second, because it runs the probes.
   *
   * @throws SandboxUnavailableException when this machine does not reach the tier demanded; says
   *     why and what to install
   * @throws IOException when the node's home cannot be used
   */
  public static Sandboxes open(SandboxConfig config)
      throws IOException, SandboxUnavailableException {
    return open(config, Cgroups.find(TierSearch.name(config.home())), Tier.STRICT);
  }

  /** With a given place for control groups, and no better than this. */
  static Sandboxes open(SandboxConfig config, Cgroups cgroups, Tier best)
      throws IOException, SandboxUnavailableException {
    Spawner spawner = new Spawner();
    ScheduledExecutorService timers =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "sandbox-timers");
              thread.setDaemon(true);
              return thread;
            });
    boolean done = false;
    try {
      RuntimeFiles files = RuntimeFiles.extract(config, spawner);
      Ground ground =
          new Ground(
              config,
              Tier.NONE,
              new Profile(config, files, TierSearch.root()),
              spawner,
              timers,
              Runtimes.detect(spawner),
              new ObjectMapper(),
              Clock.systemUTC());
      Sandboxes opened = new TierSearch(ground, files, cgroups).open(best);
      done = true;
      return opened;
    } finally {
      if (!done) {
        timers.shutdownNow();
        spawner.close();
      }
    }
  }

  /** The folder of the node that they belong to. */
  public Path home() {
    return ground.config().home();
  }

  /** The isolation that was found. */
  public Tier tier() {
    return ground.tier();
  }

  /** What the last self-test saw, for diagnostics. */
  public List<TierProbe.Check> checks() {
    return selfTest.seen().checks();
  }

  /** When that was. */
  public Instant testedAt() {
    return selfTest.seen().at();
  }

  SelfTest selfTest() {
    return selfTest;
  }

  /** Whether files of the node can be mounted in a sandbox. */
  public boolean mountsInputs() {
    return checks().stream()
        .anyMatch(check -> check.name().equals(InputMounts.CHECK) && check.passed());
  }

  /** What kinds of program can be run here. */
  public Runtimes runtimes() {
    return ground.runtimes();
  }

  /** Slots without a sandbox. */
  public synchronized int freeSlots() {
    return closed ? 0 : free.size();
  }

  /**
   * Starts a sandbox, at once; empty when no slot is free or this is closed. Its job may come at
   * any later time.
   */
  public Optional<Sandbox> start(Shape shape) {
    Sandbox sandbox;
    synchronized (this) {
      Slot slot = closed ? null : free.poll();
      if (slot == null) {
        return Optional.empty();
      }
      Sandbox[] self = new Sandbox[1];
      sandbox = new Sandbox(ground, slot, never -> release(self[0], slot, shape, never));
      self[0] = sandbox;
      alive.add(sandbox);
    }
    sandbox.start(shape);
    return Optional.of(sandbox);
  }

  /** Takes note where it never came up: until one of this shape does, the next would not either. */
  private synchronized void release(Sandbox sandbox, Slot slot, Shape shape, String never) {
    alive.remove(sandbox);
    free.add(slot);
    if (never != null && !closed && shape.isPresent()) {
      if (unfit == null) {
        LOG.warn("no sandbox comes up here any more, so no work is taken: {}", never);
      }
      unfit = "sandboxes do not start: " + never.lines().findFirst().orElse("no word why");
      lookAgain(shape);
    }
  }

  private void lookAgain(Shape shape) {
    Shape again = shape.isPresent() ? shape : new Shape(shape.disk(), shape.group());
    Runnable look = () -> start(again).ifPresentOrElse(this::tried, () -> lookAgain(shape));
    try {
      Future<?> unused = ground.timers().schedule(look, LOOK_AGAIN_SECONDS, TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed meanwhile", e);
    }
  }

  private void tried(Sandbox trial) {
    CompletableFuture<Void> unused =
        trial
            .ready()
            .thenRun(
                () -> {
                  if (unfit != null) {
                    LOG.info("sandboxes come up again");
                  }
                  unfit = null;
                  trial.cancel(Verdict.LOST, "it was a trial");
                });
  }

  /** Why no work can be taken now, in words: none comes up, or none would hold. */
  public Optional<String> unfit() {
    String untrusted = selfTest == null ? null : selfTest.seen().problem();
    return Optional.ofNullable(unfit)
        .or(() -> Optional.ofNullable(untrusted).map(why -> "the self-test fails: " + why));
  }

  /** Ends every sandbox; their attempts become LOST. */
  @Override
  public void close() {
    endAll();
    selfTest.close();
    ground.timers().shutdownNow();
    ground.spawner().close();
    ground.chain().remove();
    cgroups.remove(ground.config().slots() + 1);
  }

  /** Ends every sandbox and starts no more. */
  void endAll() {
    List<Sandbox> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(alive);
    }
    left.forEach(sandbox -> sandbox.cancel(Verdict.LOST, "the node was shut down"));
    left.forEach(sandbox -> sandbox.awaitGone(CLOSING));
  }
}
