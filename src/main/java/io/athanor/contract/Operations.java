package io.athanor.contract;

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

  /** Asks for the health of everything. */
  public record Health() {}

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
   */
  public record Check(
      String name, Status status, boolean critical, double durationMillis, String detail) {}

  /** Asks how this node started. */
  public record Startup() {}

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

  /** Ask how the node started. */
  public static final RequestAddress<Startup, Experiments.Document> STARTUP =
      new RequestAddress<>(
          "operations.startup",
          Role.OPERATIONS,
          Startup.class,
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

  private static final java.time.Duration PING_TIMEOUT = java.time.Duration.ofSeconds(2);

  private Operations() {}
}
