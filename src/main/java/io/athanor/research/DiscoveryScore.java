package io.athanor.research;

import io.athanor.contract.Literature.Facts;
import io.athanor.contract.Literature.Scored;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * How much a paper is worth finding, from 0 to 100, both ends attainable. The formula is ours:
 *
 * <ul>
 *   <li>novelty: 100 for a title unlike every earlier one, 0 for the same title;
 *   <li>emergence: the citations of late, each worth half as much after {@link #HALF_LIFE}, and ten
 *       fresh ones worth 100;
 *   <li>obscurity: 100 for authors without influence, 0 for an influence of 100 or more;
 *   <li>discovery: 45 % novelty, 35 % emergence and 20 % obscurity, half as much for every
 *       half-life since the paper was published.
 * </ul>
 *
 * <p>The same facts at the same time give the same score.
 */
final class DiscoveryScore {

  /** A real one: what is so old counts for exactly half. */
  static final Duration HALF_LIFE = Duration.ofDays(30);

  private static final double ENOUGH_CITATIONS = 10;
  private static final double FAMOUS = 100;

  private DiscoveryScore() {}

  static Scored of(UUID paperId, Facts facts, Instant now) {
    double novelty = 100 * (1 - share(facts.nearest(), 1));
    double momentum = facts.citedAt().stream().mapToDouble(at -> decay(at, now)).sum();
    double emergence = 100 * share(momentum, ENOUGH_CITATIONS);
    double obscurity = 100 * (1 - share(facts.influence(), FAMOUS));
    double worth = 0.45 * novelty + 0.35 * emergence + 0.2 * obscurity;
    double discovery = Math.min(100, worth * decay(facts.published(), now));
    return new Scored(paperId, novelty, emergence, obscurity, discovery, facts, now);
  }

  private static double share(double value, double whole) {
    return Math.max(0, Math.min(1, value / whole));
  }

  /** 1 now and in the future, a half after a half-life. */
  private static double decay(Instant at, Instant now) {
    double age = Math.max(0, Duration.between(at, now).toSeconds());
    return Math.pow(0.5, age / HALF_LIFE.toSeconds());
  }
}
