package io.athanor.execution.sandbox;

import io.athanor.execution.sandbox.TierProbe.Check;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the strongest isolation that this machine gives, by trying one way after the other with
 * hostile programs: namespaces with control groups, without, Landlock alone, and nothing at all
 * only where the operator accepts that.
 */
final class TierSearch {
  private static final Logger LOG = LoggerFactory.getLogger(TierSearch.class);

  private final Ground ground;
  private final RuntimeFiles files;
  private final Cgroups cgroups;
  private final List<Check> checks = new ArrayList<>();

  TierSearch(Ground ground, RuntimeFiles files, Cgroups cgroups) {
    this.ground = ground;
    this.files = files;
    this.cgroups = cgroups;
  }

  /** Whether this node is root, and so can give each slot a user of its own. */
  static boolean root() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  /** Two nodes of one machine have two homes, and so two names. */
  static String name(Path home) {
    String path = home.toAbsolutePath().normalize().toString();
    return "athanor-"
        + UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8)).toString().substring(0, 8);
  }

  /** The sandboxes at the strongest tier found that is no better than this. */
  Sandboxes open(Tier best) throws IOException, SandboxUnavailableException {
    checks.add(new Check("control groups", cgroups.available(), cgroups.words()));
    Tier required = ground.config().required();
    Optional<Ground> found = Optional.empty();
    if (best.satisfies(Tier.NAMESPACED)) {
      found = tried(ground.at(cgroups.available() ? Tier.STRICT : Tier.NAMESPACED, ground.chain()));
    }
    if (found.isEmpty() && best.satisfies(Tier.LANDLOCK)) {
      found = tried(ground.at(Tier.LANDLOCK, host(true)));
    }
    if (found.isEmpty() && required == Tier.NONE) {
      found = tried(ground.at(Tier.NONE, host(false)));
    }
    Tier tier = found.map(Ground::tier).orElse(Tier.NONE);
    LOG.info(
        "sandbox tier {}: {}",
        tier,
        checks.stream()
            .map(check -> check.name() + (check.passed() ? " ok" : " FAILED: " + check.detail()))
            .toList());
    if (found.isEmpty() || !tier.satisfies(required)) {
      throw new SandboxUnavailableException(TierProbe.explain(checks, tier, ground.config()));
    }
    if (tier == Tier.NONE) {
      LOG.warn("programs run WITHOUT any isolation on this node, as its configuration accepts");
    }
    return Sandboxes.forWork(found.get(), cgroups, checks);
  }

  private HostChain host(boolean landlock) throws IOException {
    SandboxConfig config = ground.config();
    return new HostChain(config, files, root(), name(config.home()), landlock);
  }

  private Optional<Ground> tried(Ground at) throws IOException {
    List<Check> seen = new TierProbe(Sandboxes.forTrials(at, cgroups), at.config()).run();
    checks.addAll(seen);
    Optional<Tier> holds = TierProbe.tier(seen, at.tier());
    holds.ifPresent(tier -> checks.add(at.chain().tryMounts(at.spawner())));
    return holds.map(tier -> at.at(tier, at.chain()));
  }
}
