package io.athanor.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The conversation about the node's own state. */
public final class Operations {

  /** Asks a role whether it can do its work. */
  public record Ping() {}

  /**
   * Yes, or why not.
   *
   * @param detail one line for people
   */
  public record Pong(boolean healthy, String detail) {}

  /**
   * Asks for the health of everything, or of one group of checks.
   *
   * @param group null for all
   * @param millis how long to wait for checks that are due; 0 takes what is remembered
   */
  public record Health(Group group, long millis) {

    /** Everything, with as much patience as a request has. */
    public static Health all() {
      return new Health(null, 3_000);
    }
  }

  /** What a check is asked for: LIVE never holds one that looks at anything outside the process. */
  public enum Group {
    LIVE,
    READY,
    STARTED,
    DEPENDENCIES
  }

  /** How a check knows: CONFIGURED means that nothing was tried. */
  public enum CheckKind {
    PROBED,
    CONFIGURED
  }

  /** Asks a role to look at something of its own. */
  public record Examine(String check) {}

  /**
   * What it saw.
   *
   * @param detail one line for people
   * @param advice what to do next; empty when all is well
   */
  public record Finding(Status status, String detail, String advice) {

    /** All is well. */
    public static Finding healthy(String detail) {
      return new Finding(Status.HEALTHY, detail, "");
    }

    /** It is not used. */
    public static Finding disabled(String detail) {
      return new Finding(Status.DISABLED, detail, "");
    }
  }

  /** How well something is. */
  public enum Status {
    HEALTHY,
    DEGRADED,
    UNHEALTHY,
    DISABLED
  }

  /**
   * All checks together.
   *
   * @param ready whether requests can be served
   */
  public record HealthReport(Status status, boolean ready, List<Check> checks) {
    /** Copies the list. */
    public HealthReport {
      checks = List.copyOf(checks);
    }
  }

  /**
   * One check.
   *
   * @param critical whether its failure makes the whole unhealthy
   * @param advice what to do next; empty when all is well
   * @param history null where it was never looked at
   */
  public record Check(
      String name,
      Status status,
      boolean critical,
      CheckKind kind,
      List<Group> groups,
      double durationMillis,
      String detail,
      String advice,
      History history) {
    /** Copies the list. */
    public Check {
      groups = List.copyOf(groups);
    }
  }

  /**
   * When a check did what.
   *
   * @param since when the status took its present value
   * @param lastSuccess when it was last seen well, or null
   * @param lastChange when two looks last saw different things, or null
   */
  public record History(Instant checked, Instant since, Instant lastSuccess, Instant lastChange) {}

  /** Asks how this node started. */
  public record Startup() {}

  /** Asks what was found in the configuration of this node. */
  public record Configuration() {}

  /** Asks what the sandbox can do. */
  public record Sandbox() {}

  /**
   * The tier found at start, by trying.
   *
   * @param checks of the last self-test; there is one each day
   * @param testedAt when that was, or null where there are no sandboxes
   */
  public record SandboxReport(
      String tier, List<SandboxCheck> checks, Instant testedAt, List<RuntimeReport> runtimes) {
    /** Copies the lists. */
    public SandboxReport {
      checks = List.copyOf(checks);
      runtimes = List.copyOf(runtimes);
    }
  }

  /** One trial of the self-test. */
  public record SandboxCheck(String name, String expected, String seen, boolean passed) {}

  /**
   * One runtime.
   *
   * @param install what to type when it is missing
   */
  public record RuntimeReport(String name, boolean available, String version, String install) {}

  /** Asks how work is placed on this node. */
  public record Placement() {}

  /**
   * What this node decided about taking work since it started.
   *
   * @param load what it measured last, or null when it has not yet
   * @param decisions how often it asked for work or did not, by the reason
   */
  public record PlacementReport(Nodes.Load load, Map<String, Long> decisions) {
    /** Copies the map, in the order of the words. */
    public PlacementReport {
      decisions = Collections.unmodifiableMap(new TreeMap<>(decisions));
    }
  }

  /** Ask for the health of everything. */
  public static final RequestAddress<Health, HealthReport> HEALTH =
      RequestAddress.toDesk("operations.health", Role.OPERATIONS, Health.class, HealthReport.class);

  /** Ask the store about what only it can see. */
  public static final RequestAddress<Examine, Finding> EXAMINE_STORE =
      new RequestAddress<>(
          "persistence.examine",
          Role.PERSISTENCE,
          Examine.class,
          Finding.class,
          Duration.ofSeconds(3));

  /** Ask the cache about what only it can see. */
  public static final RequestAddress<Examine, Finding> EXAMINE_CACHE =
      new RequestAddress<>(
          "cache.examine", Role.CACHE, Examine.class, Finding.class, Duration.ofSeconds(3));

  /** Ask the workers about what only it can see. */
  public static final RequestAddress<Examine, Finding> EXAMINE_WORKERS =
      new RequestAddress<>(
          "execution.examine", Role.EXECUTION, Examine.class, Finding.class, Duration.ofSeconds(3));

  /** Ask how the node started. */
  public static final RequestAddress<Startup, Experiments.Document> STARTUP =
      new RequestAddress<>(
          "operations.startup",
          Role.OPERATIONS,
          Startup.class,
          Experiments.Document.class,
          RequestAddress.STORE);

  /** Ask what was found in the configuration. */
  public static final RequestAddress<Configuration, Experiments.Document> CONFIGURATION =
      new RequestAddress<>(
          "operations.configuration",
          Role.OPERATIONS,
          Configuration.class,
          Experiments.Document.class,
          RequestAddress.STORE);

  /** Ask what the sandbox can do. */
  public static final RequestAddress<Sandbox, SandboxReport> SANDBOX =
      new RequestAddress<>(
          "execution.sandbox",
          Role.EXECUTION,
          Sandbox.class,
          SandboxReport.class,
          RequestAddress.STORE);

  /** Ask how work is placed on this node. */
  public static final RequestAddress<Placement, PlacementReport> PLACEMENT =
      new RequestAddress<>(
          "execution.placement",
          Role.EXECUTION,
          Placement.class,
          PlacementReport.class,
          RequestAddress.STORE);

  /** Where a role answers whether it can do its work. */
  public static RequestAddress<Ping, Pong> ping(Role role) {
    return new RequestAddress<>(role.id() + ".ping", role, Ping.class, Pong.class, PING_TIMEOUT);
  }

  private static final Duration PING_TIMEOUT = Duration.ofSeconds(2);

  private Operations() {}
}
