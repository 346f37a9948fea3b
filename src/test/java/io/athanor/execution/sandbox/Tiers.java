package io.athanor.execution.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The tiers at which tests run programs. A machine that reaches a strong tier can be made to give a
 * weaker one; a new tier is one more entry here.
 */
public final class Tiers {

  /** How to get sandboxes of one tier and no better. */
  @FunctionalInterface
  private interface Opening {
    Sandboxes open(SandboxConfig config) throws IOException, SandboxUnavailableException;
  }

  private static final Map<Tier, Opening> OPENINGS =
      new EnumMap<>(
          Map.of(
              Tier.STRICT,
              Sandboxes::open,
              Tier.NAMESPACED,
              config -> Sandboxes.open(config, noCgroups(), Tier.NAMESPACED),
              Tier.LANDLOCK,
              config -> Sandboxes.open(config, noCgroups(), Tier.LANDLOCK)));

  private Tiers() {}

  /** All of them, strongest first, whether this machine reaches them or not. */
  public static List<Tier> all() {
    return List.copyOf(OPENINGS.keySet());
  }

  /**
   * Sandboxes at exactly this tier, in one slot.
   *
   * @param lease term after which a sandbox that hears nothing has ended by itself
   * @throws SandboxUnavailableException when this machine does not reach it; says why
   */
  public static Sandboxes open(Tier tier, Path home, int uid, Duration lease)
      throws IOException, SandboxUnavailableException {
    SandboxConfig config = SandboxConfig.defaults(home, 1).withRequired(tier);
    return OPENINGS.get(tier).open(Configs.withLease(Configs.withUids(config, uid), lease));
  }

  /**
   * Sandboxes at exactly this tier.
   *
   * @throws SandboxUnavailableException when this machine does not reach it; says why
   */
  static Sandboxes open(Tier tier, Path home, int slots)
      throws IOException, SandboxUnavailableException {
    return OPENINGS.get(tier).open(SandboxConfig.defaults(home, slots).withRequired(tier));
  }

  /** What a machine without control groups finds. */
  static Cgroups noCgroups() {
    return Cgroups.find("athanor-none", Path.of("/dev/null"), Path.of("/dev/null"));
  }
}
